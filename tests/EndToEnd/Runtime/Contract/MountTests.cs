using Gantry.Harness.Commands;
using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Runtime.Contract;

/// <summary>runtime-spec config.md "Mounts".</summary>
public sealed class MountTests
{
    [Theory]
    [InlineData("ro", "ro")]
    [InlineData("nosuid", "nosuid")]
    [InlineData("nodev", "nodev")]
    [InlineData("noexec", "noexec")]
    [InlineData("noatime", "noatime")]
    [InlineData("nodiratime", "nodiratime")]
    [InlineData("relatime", "relatime")]
    [InlineData("nosymfollow", "nosymfollow")]
    [InlineData("size=64k", "size=64k")]
    [InlineData("mode=711", "mode=711")]
    [InlineData("sync", "sync")]
    public async Task An_option_of_a_tmpfs_is_in_force(string option, string shown)
    {
        await using var container = await TestContainer.Of("grep", " /mnt ", "/proc/self/mountinfo");
        container.Bundle.WithMount($$"""{ "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["{{option}}"] }""");
        Assert.Contains(shown, (await container.Run()).Succeeded().Stdout.Split(' ', ',', '\n'));
    }

    [Theory]
    [InlineData("/proc", "proc")]
    [InlineData("/dev", "tmpfs")]
    [InlineData("/dev/pts", "devpts")]
    [InlineData("/dev/shm", "tmpfs")]
    [InlineData("/dev/mqueue", "mqueue")]
    [InlineData("/sys", "sysfs")]
    public async Task Each_ordinary_kind_is_mounted(string destination, string type)
    {
        await using var container = await TestContainer.Of("awk", $"$2 == \"{destination}\" {{ print $3 }}", "/proc/mounts");
        Assert.Equal(type + "\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_directory_and_a_file_are_bound_and_their_places_made()
    {
        await using var container = await TestContainer.Shell("cat /new/dir/inner /new/file; echo back >/new/dir/inner");
        var data = Data(container, "dir/inner", "in\n");
        await File.WriteAllTextAsync(container.Root["file"], "file\n");
        container.Bundle.WithMount(Bind("/new/dir", Path.GetDirectoryName(data)!)).WithMount(Bind("/new/file", container.Root["file"]));
        Assert.Equal("in\nfile\n", (await container.Run()).Succeeded().Stdout);
        Assert.Equal("back\n", await File.ReadAllTextAsync(data));
    }

    [Fact]
    public async Task A_bind_source_is_relative_to_the_bundle()
    {
        await using var container = await TestContainer.Of("cat", "/data/inner");
        Directory.CreateDirectory(Path.Combine(container.Bundle.Path, "extra"));
        await File.WriteAllTextAsync(Path.Combine(container.Bundle.Path, "extra/inner"), "relative\n");
        container.Bundle.WithMount(Bind("/data", "extra"));
        Assert.Equal("relative\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_bind_source_that_is_missing_is_named()
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.WithMount(Bind("/data", "/no/such/source"));
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("/no/such/source", run.Stderr, StringComparison.Ordinal);
        Assert.Contains("no such file or directory", run.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ro", "ro")]
    [InlineData("nosuid", "nosuid")]
    [InlineData("nodev", "nodev")]
    [InlineData("noexec", "noexec")]
    public async Task An_option_of_a_bind_mount_is_in_force(string option, string shown)
    {
        await using var container = await TestContainer.Of("awk", "$5 == \"/data\" { print $6 }", "/proc/self/mountinfo");
        container.Bundle.WithMount(Bind("/data", Directory.CreateDirectory(container.Root["data"]).FullName, option));
        Assert.Contains(shown, (await container.Run()).Succeeded().Stdout.TrimEnd().Split(','));
    }

    [Fact]
    public async Task A_bind_of_a_read_only_mount_stays_read_only_without_being_asked()
    {
        await using var container = await TestContainer.Shell("touch /data/x 2>&1");
        var submount = await Submount.Create(container, "data");
        (await Programs.Run("mount", "-o", "remount,ro", submount.Path)).Succeeded();
        container.Bundle.WithMount(Bind("/data", submount.Path));
        Assert.Equal("touch: /data/x: Read-only file system\n", (await container.Run()).Stdout);
    }

    [Theory]
    [InlineData("rbind", "below")]
    [InlineData("bind", "")]
    public async Task Mounts_below_the_source_come_along_only_recursively(string option, string seen)
    {
        await using var container = await TestContainer.Of("ls", "/data/sub");
        var submount = await Submount.Create(container, "data/sub");
        await File.WriteAllTextAsync(Path.Combine(submount.Path, "below"), "");
        container.Bundle.WithMount($$"""{ "destination": "/data", "source": "{{container.Root["data"]}}", "options": ["{{option}}"] }""");
        Assert.Equal(seen, (await container.Run()).Succeeded().Stdout.TrimEnd());
    }

    [Fact]
    public async Task Recursive_read_only_covers_the_mounts_below()
    {
        await using var container = await TestContainer.Shell("touch /data/x 2>&1; touch /data/sub/x 2>&1; touch /plain/sub/x && echo written");
        var submount = await Submount.Create(container, "data/sub");
        container.Bundle
            .WithMount(Bind("/data", container.Root["data"], "rbind", "rro"))
            .WithMount(Bind("/plain", container.Root["data"], "rbind", "ro"));
        const string refused = "touch: /data/x: Read-only file system\ntouch: /data/sub/x: Read-only file system\n";
        Assert.Equal(refused + "written\n", (await container.Run()).Stdout);
    }

    [Theory]
    [InlineData("rslave", true, false)]
    [InlineData("rprivate", false, false)]
    [InlineData("rshared", true, true)]
    public async Task Later_mounts_cross_the_border_as_the_propagation_says(string propagation, bool inward, bool outward)
    {
        await using var container = await TestContainer.Shell("echo ready; sleep 60");
        var shared = await Submount.Create(container, "data");
        (await Programs.Run("mount", "--make-shared", shared.Path)).Succeeded();
        Directory.CreateDirectory(Path.Combine(shared.Path, "from-host"));
        Directory.CreateDirectory(Path.Combine(shared.Path, "from-container"));
        container.Bundle.WithMount(Bind("/data", shared.Path, "rbind", propagation)).With("""
            { "process": { "capabilities": { "bounding": ["CAP_SYS_ADMIN"], "effective": ["CAP_SYS_ADMIN"], "permitted": ["CAP_SYS_ADMIN"] } } }
            """);
        // Made a slave, as it is by default, the whole tree would send nothing outwards.
        container.Bundle.With($$"""{ "linux": { "rootfsPropagation": "{{(outward ? "shared" : "slave")}}" } }""");
        await container.Begin();
        Assert.Equal("ready", await container.Output.Line());

        (await Programs.Run("mount", "-t", "tmpfs", "tmpfs", Path.Combine(shared.Path, "from-host"))).Succeeded();
        (await container.Exec("mount", "-t", "tmpfs", "tmpfs", "/data/from-container")).Succeeded();
        var inside = (await container.Exec("cat", "/proc/mounts")).Succeeded().Stdout;
        Assert.Equal(inward, inside.Contains(" /data/from-host ", StringComparison.Ordinal));
        Assert.Equal(outward, Harness.TestMounts.Below(shared.Path).Any(point => point.EndsWith("/from-container", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_tmpfs_begins_with_a_copy_of_what_it_covers_where_asked()
    {
        await using var container = await TestContainer.Shell("cat /etc/hostname; echo x >/etc/new; stat -f -c %T /etc");
        container.Bundle.WithMount("""{ "destination": "/etc", "type": "tmpfs", "source": "tmpfs", "options": ["tmpcopyup"] }""");
        Assert.Equal("busybox\ntmpfs\n", (await container.Run()).Succeeded().Stdout);
        Assert.False(File.Exists(Path.Combine(container.Bundle.Rootfs, "etc/new")));
    }

    [Fact]
    public async Task A_cgroup_mount_shows_the_containers_own_group()
    {
        await using var container = await TestContainer.Shell("ls -d /sys/fs/cgroup/pids/cgroup.procs && cat /sys/fs/cgroup/pids/cgroup.procs | head -n 1; touch /sys/fs/cgroup/pids/x 2>&1");
        container.Bundle.WithMount("""
            { "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "relatime", "ro"] }
            """);
        Assert.Equal("/sys/fs/cgroup/pids/cgroup.procs\n1\ntouch: /sys/fs/cgroup/pids/x: Read-only file system\n", (await container.Run()).Stdout);
    }

    [Theory]
    [InlineData("/proc")]
    [InlineData("/proc/sys")]
    public async Task Nothing_is_mounted_over_proc(string destination)
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.WithMount(Bind(destination, Directory.CreateDirectory(container.Root["data"]).FullName));
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("/proc", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mount_that_the_kernel_refuses_is_named()
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.WithMount("""{ "destination": "/mnt", "type": "nofs", "source": "none" }""");
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("/mnt", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_as_destination_is_followed_inside_the_root_only()
    {
        await using var container = await TestContainer.Shell("cat /var/lib/target/inner");
        File.CreateSymbolicLink(Path.Combine(container.Bundle.Rootfs, "link"), "/var/lib/target");
        var data = Data(container, "dir/inner", "inside\n");
        container.Bundle.WithMount(Bind("/link", Path.GetDirectoryName(data)!));
        Assert.Equal("inside\n", (await container.Run()).Succeeded().Stdout);
        Assert.False(Directory.Exists("/var/lib/target"));
    }

    private static string Bind(string destination, string source, params string[] options) =>
        $$"""{ "destination": "{{destination}}", "type": "bind", "source": "{{source}}", "options": [{{string.Join(',', options.Prepend("bind").Select(option => $"\"{option}\""))}}] }""";

    private static string Data(TestContainer container, string name, string content)
    {
        var path = container.Root[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }
}
