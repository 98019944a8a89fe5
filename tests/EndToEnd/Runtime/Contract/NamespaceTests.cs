using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Runtime.Contract;

/// <summary>runtime-spec config-linux.md "Namespaces" and what is set in them.</summary>
public sealed class NamespaceTests
{
    [Theory]
    [InlineData("pid", "pid")]
    [InlineData("network", "net")]
    [InlineData("mount", "mnt")]
    [InlineData("ipc", "ipc")]
    [InlineData("uts", "uts")]
    [InlineData("cgroup", "cgroup")]
    [InlineData("time", "time")]
    public async Task A_namespace_that_is_named_is_new(string type, string file)
    {
        await using var container = await TestContainer.Of("readlink", $"/proc/self/ns/{file}");
        container.Bundle.WithNamespace(type);
        Assert.NotEqual(HostsOwn(file), (await container.Run()).Succeeded().Stdout.TrimEnd());
    }

    [Theory]
    [InlineData("pid", "pid")]
    [InlineData("network", "net")]
    [InlineData("ipc", "ipc")]
    [InlineData("uts", "uts")]
    [InlineData("cgroup", "cgroup")]
    [InlineData("time", "time")]
    public async Task A_namespace_that_is_not_named_is_the_runtimes(string type, string file)
    {
        await using var container = await TestContainer.Of("readlink", $"/proc/self/ns/{file}");
        container.Bundle.WithNamespace(type, keepHosts: true).With("""{ "hostname": null }""");
        if (type is "network" or "ipc")
        {
            container.Bundle.WithoutMount("/sys").WithoutMount("/dev/mqueue").With("""{ "linux": { "maskedPaths": null } }""");
        }

        Assert.Equal(HostsOwn(file), (await container.Run()).Succeeded().Stdout.TrimEnd());
    }

    [Theory]
    [InlineData("pid", "pid")]
    [InlineData("network", "net")]
    [InlineData("ipc", "ipc")]
    [InlineData("uts", "uts")]
    [InlineData("cgroup", "cgroup")]
    [InlineData("time", "time")]
    public async Task A_namespace_with_a_path_is_joined(string type, string file)
    {
        await using var first = await TestContainer.Of("sleep", "60");
        first.Bundle.WithNamespace("time");
        await first.Begin();
        var path = $"/proc/{first.Pid}/ns/{file}";
        await using var second = await TestContainer.Of("readlink", $"/proc/self/ns/{file}");
        second.Bundle.WithNamespace(type, path);
        Assert.Equal(LinkOf(path), (await second.Run()).Succeeded().Stdout.TrimEnd());
    }

    [Fact]
    public async Task A_namespace_path_of_another_kind_is_refused()
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.WithNamespace("ipc", "/proc/self/ns/uts");
        Assert.NotEqual(0, (await container.Run()).ExitCode);
    }

    [Fact]
    public async Task A_namespace_path_that_is_missing_is_named()
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.WithNamespace("ipc", "/no/such/namespace");
        var run = await container.Run();
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("/no/such/namespace", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_is_the_first_of_a_new_pid_namespace()
    {
        await using var container = await TestContainer.Shell("echo $$; set -- /proc/[0-9]*; echo $#");
        Assert.Equal("1\n1\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_new_network_has_only_a_loopback_and_that_is_up()
    {
        await using var container = await TestContainer.Shell("ls /sys/class/net; ip -o addr show lo");
        var output = (await container.Run()).Succeeded().Stdout;
        Assert.StartsWith("lo\n", output, StringComparison.Ordinal);
        Assert.Contains("inet 127.0.0.1/8", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_and_domain_name_are_set()
    {
        await using var container = await TestContainer.Shell("hostname; cat /proc/sys/kernel/domainname");
        container.Bundle.With("""{ "hostname": "named", "domainname": "example.org" }""");
        Assert.Equal("named\nexample.org\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_host_name_without_a_namespace_for_it_is_refused()
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.WithNamespace("uts", keepHosts: true);
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Matches("hostname.*(UTS|uts)", run.Stderr);
    }

    [Fact]
    public async Task Kernel_parameters_are_set_in_the_namespaces()
    {
        await using var container = await TestContainer.Of("cat", "/proc/sys/net/ipv4/ip_default_ttl", "/proc/sys/kernel/msgmax");
        container.Bundle.With("""{ "linux": { "sysctl": { "net.ipv4.ip_default_ttl": "77", "kernel.msgmax": "4444" } } }""");
        Assert.Equal("77\n4444\n", (await container.Run()).Succeeded().Stdout);
    }

    [Theory]
    [InlineData("vm.swappiness")]
    [InlineData("kernel.core_pattern")]
    public async Task A_kernel_parameter_of_the_whole_machine_is_refused(string name)
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.With($$"""{ "linux": { "sysctl": { "{{name}}": "1" } } }""");
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(name, run.Stderr, StringComparison.Ordinal);
        Assert.Contains("is not in a separate kernel namespace", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kernel_parameter_of_a_namespace_that_is_the_hosts_is_refused()
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.WithNamespace("network", keepHosts: true).With("""{ "linux": { "sysctl": { "net.ipv4.ip_default_ttl": "77" } } }""");
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("net.ipv4.ip_default_ttl", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_time_namespace_has_its_offsets()
    {
        await using var container = await TestContainer.Of("cat", "/proc/self/timens_offsets");
        container.Bundle.WithNamespace("time").With("""
            { "linux": { "timeOffsets": { "monotonic": { "secs": 86400, "nanosecs": 5 }, "boottime": { "secs": 172800 } } } }
            """);
        var words = (await container.Run()).Succeeded().Stdout.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["monotonic", "86400", "5", "boottime", "172800", "0"], words);
    }

    [Fact]
    public async Task A_namespace_named_twice_is_refused()
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.Config["linux"]!["namespaces"]!.AsArray().Add(new System.Text.Json.Nodes.JsonObject { ["type"] = "pid" });
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("pid", run.Stderr, StringComparison.Ordinal);
    }

    private static string HostsOwn(string file) => LinkOf($"/proc/self/ns/{file}");

    private static string LinkOf(string path) => new FileInfo(path).LinkTarget!;
}
