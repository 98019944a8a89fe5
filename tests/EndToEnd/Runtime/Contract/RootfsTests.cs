using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Runtime.Contract;

/// <summary>runtime-spec config.md "Root", config-linux.md "Masked Paths", "Readonly Paths", "Default Devices".</summary>
public sealed class RootfsTests
{
    [Fact]
    public async Task The_root_is_the_bundles_and_nothing_of_the_host_is_left()
    {
        await using var container = await TestContainer.Shell("cat /marker; cut -d' ' -f5 /proc/self/mountinfo | sort | head -n 2; ls -d /.pivot* 2>/dev/null");
        await File.WriteAllTextAsync(Path.Combine(container.Bundle.Rootfs, "marker"), "here\n");
        Assert.Equal("here\n/\n/dev\n", (await container.Run()).Stdout);
    }

    [Fact]
    public async Task The_root_may_be_named_absolutely()
    {
        await using var container = await TestContainer.Of("echo", "ok");
        container.Bundle.With($$"""{ "root": { "path": "{{container.Bundle.Rootfs}}" } }""");
        Assert.Equal("ok\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_root_that_is_missing_is_named()
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.With("""{ "root": { "path": "elsewhere" } }""");
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("elsewhere", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_root_takes_no_writes_but_its_mounts_do()
    {
        await using var container = await TestContainer.Shell("touch /x 2>&1; touch /dev/shm/y && echo shm");
        container.Bundle.With("""{ "root": { "readonly": true } }""");
        Assert.Equal("touch: /x: Read-only file system\nshm\n", (await container.Run()).Stdout);
    }

    [Fact]
    public async Task A_writable_root_keeps_what_is_written()
    {
        await using var container = await TestContainer.Shell("echo kept >/x");
        (await container.Run()).Succeeded();
        Assert.Equal("kept\n", await File.ReadAllTextAsync(Path.Combine(container.Bundle.Rootfs, "x")));
    }

    [Fact]
    public async Task A_masked_file_is_empty_and_a_masked_directory_too()
    {
        await using var container = await TestContainer.Shell("cat /secret; ls -A /secrets; touch /secrets/x 2>&1");
        await File.WriteAllTextAsync(Path.Combine(container.Bundle.Rootfs, "secret"), "secret\n");
        Directory.CreateDirectory(Path.Combine(container.Bundle.Rootfs, "secrets/inner"));
        container.Bundle.With("""{ "linux": { "maskedPaths": ["/secret", "/secrets", "/not/there"] } }""");
        Assert.Equal("touch: /secrets/x: Read-only file system\n", (await container.Run()).Stdout);
    }

    [Fact]
    public async Task What_is_masked_by_default_shows_nothing_of_the_kernel()
    {
        await using var container = await TestContainer.Shell("wc -c </proc/keys; wc -c </proc/timer_list; ls /sys/firmware | wc -l");
        Assert.Equal("0\n0\n0\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_read_only_path_takes_no_writes()
    {
        await using var container = await TestContainer.Shell("echo 1 2>/dev/null >/proc/sys/net/ipv4/ip_forward || echo refused; touch /held/x 2>&1; touch /free");
        Directory.CreateDirectory(Path.Combine(container.Bundle.Rootfs, "held"));
        container.Bundle.With("""{ "linux": { "readonlyPaths": ["/proc/sys", "/held", "/not/there"] } }""");
        Assert.Equal("refused\ntouch: /held/x: Read-only file system\n", (await container.Run()).Succeeded().Stdout);
    }

    [Theory]
    [InlineData("null", "1:3 666")]
    [InlineData("zero", "1:5 666")]
    [InlineData("full", "1:7 666")]
    [InlineData("random", "1:8 666")]
    [InlineData("urandom", "1:9 666")]
    [InlineData("tty", "5:0 666")]
    public async Task A_default_device_is_there(string name, string expected)
    {
        await using var container = await TestContainer.Of("stat", "-c", "%t:%T %a", $"/dev/{name}");
        Assert.Equal(expected + "\n", (await container.Run()).Succeeded().Stdout);
    }

    [Theory]
    [InlineData("fd", "/proc/self/fd")]
    [InlineData("stdin", "/proc/self/fd/0")]
    [InlineData("stdout", "/proc/self/fd/1")]
    [InlineData("stderr", "/proc/self/fd/2")]
    [InlineData("ptmx", "pts/ptmx")]
    public async Task A_default_link_is_there(string name, string target)
    {
        await using var container = await TestContainer.Of("readlink", $"/dev/{name}");
        Assert.Equal(target + "\n", (await container.Run()).Succeeded().Stdout);
    }

    [Theory]
    [InlineData("private")]
    [InlineData("slave")]
    [InlineData("shared")]
    [InlineData("unbindable")]
    public async Task The_propagation_of_the_root_is_as_asked(string propagation)
    {
        await using var container = await TestContainer.Of("sh", "-c", "grep -m1 ' / / \\| /[^ ]*rootfs / ' /proc/self/mountinfo");
        container.Bundle.With($$"""{ "linux": { "rootfsPropagation": "{{propagation}}" } }""");
        var optional = (await container.Run()).Succeeded().Stdout;
        // A slave of nothing that is shared is private; here only what would leak out counts.
        Assert.Equal(propagation == "shared", optional.Contains("shared:", StringComparison.Ordinal));
        Assert.Equal(propagation == "unbindable", optional.Contains("unbindable", StringComparison.Ordinal));
    }
}
