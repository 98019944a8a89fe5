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

    [Fact]
    public async Task A_link_below_a_volume_is_followed_there_too()
    {
        await using var container = await TestContainer.Of("cat", "/volume/far/away/inner");
        var volume = Directory.CreateDirectory(container.Root["volume"]).FullName;
        File.CreateSymbolicLink(Path.Combine(volume, "link"), "far");
        File.CreateSymbolicLink(Path.Combine(volume, "far"), "/volume/../volume/far/away");
        File.Delete(Path.Combine(volume, "far"));
        var data = Data(container, "dir/inner", "inside\n");
        container.Bundle.WithMount(Bind("/volume", volume)).WithMount(Bind("/volume/link/away", Path.GetDirectoryName(data)!));
        Assert.Equal("inside\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task Links_that_go_in_a_circle_are_an_error_that_names_the_mount()
    {
        await using var container = await TestContainer.Of("true");
        File.CreateSymbolicLink(Path.Combine(container.Bundle.Rootfs, "one"), "two");
        File.CreateSymbolicLink(Path.Combine(container.Bundle.Rootfs, "two"), "one");
        container.Bundle.WithMount(Bind("/one", Directory.CreateDirectory(container.Root["data"]).FullName));
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("too many levels of symbolic links", run.Message(), StringComparison.Ordinal);
        Assert.Contains("/one", run.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "750")]
    [InlineData("mode=711", "711")]
    public async Task A_tmpfs_has_the_mode_of_what_it_covers_unless_told_otherwise(string option, string expected)
    {
        await using var container = await TestContainer.Of("stat", "-c", "%a", "/covered");
        (await Programs.Run("mkdir", "-m", "750", Path.Combine(container.Bundle.Rootfs, "covered"))).Succeeded();
        container.Bundle.WithMount($$"""{ "destination": "/covered", "type": "tmpfs", "source": "tmpfs", "options": ["nodev", "{{option}}"] }""");
        Assert.Equal(expected + "\n", (await container.Run()).Succeeded().Stdout);
    }

    [Theory]
    [InlineData("nr_inodes=100", "df -i /mnt | awk 'NR == 2 { print $2 }'", "100")]
    [InlineData("uid=7", "stat -c %u /mnt", "7")]
    [InlineData("gid=8", "stat -c %g /mnt", "8")]
    [InlineData("size=8k", "dd if=/dev/zero of=/mnt/x bs=4k count=3 2>&1 | grep -o 'No space left on device'", "No space left on device")]
    [InlineData("huge=never", "echo mounted", "mounted")]
    public async Task A_limit_or_owner_of_a_tmpfs_is_in_force(string option, string script, string expected)
    {
        await using var container = await TestContainer.Shell(script);
        container.Bundle.WithMount($$"""{ "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["{{option}}"] }""");
        Assert.Equal(expected + "\n", (await container.Run()).Stdout);
    }

    [Fact]
    public async Task A_copy_keeps_modes_and_links_and_follows_none()
    {
        await using var container = await TestContainer.Shell("""
            cd /top && stat -c '%n %a %F' . script sub sub/link; readlink sub/link; cat script; readlink dangling
            """);
        var top = Path.Combine(container.Bundle.Rootfs, "top");
        Directory.CreateDirectory(Path.Combine(top, "sub"));
        await File.WriteAllTextAsync(Path.Combine(top, "script"), "#!\n");
        File.CreateSymbolicLink(Path.Combine(top, "sub/link"), "/etc/shadow");
        File.CreateSymbolicLink(Path.Combine(top, "dangling"), "nowhere");
        (await Programs.Run("chmod", "750", top)).Succeeded();
        (await Programs.Run("chmod", "4711", Path.Combine(top, "script"))).Succeeded();
        (await Programs.Run("chmod", "1777", Path.Combine(top, "sub"))).Succeeded();
        container.Bundle.WithMount("""{ "destination": "/top", "type": "tmpfs", "source": "tmpfs", "options": ["tmpcopyup"] }""");
        const string expected = """
            . 750 directory
            script 4711 regular file
            sub 1777 directory
            sub/link 777 symbolic link
            /etc/shadow
            #!
            nowhere

            """;
        Assert.Equal(expected, (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_copy_that_does_not_fit_is_an_error_that_names_the_mount()
    {
        await using var container = await TestContainer.Of("true");
        Directory.CreateDirectory(Path.Combine(container.Bundle.Rootfs, "top"));
        await File.WriteAllBytesAsync(Path.Combine(container.Bundle.Rootfs, "top/big"), Enumerable.Repeat((byte)1, 100_000).ToArray());
        container.Bundle.WithMount("""{ "destination": "/top", "type": "tmpfs", "source": "tmpfs", "options": ["tmpcopyup", "size=64k"] }""");
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("\"/top\"", run.Message(), StringComparison.Ordinal);
        Assert.Contains("no space left on device", run.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_may_be_read_only()
    {
        await using var container = await TestContainer.Shell("cat /etc/hostname; touch /etc/new 2>&1");
        container.Bundle.WithMount("""{ "destination": "/etc", "type": "tmpfs", "source": "tmpfs", "options": ["tmpcopyup", "ro"] }""");
        Assert.Equal("busybox\ntouch: /etc/new: Read-only file system\n", (await container.Run()).Stdout);
    }

    [Theory]
    [InlineData("shared", "shared:")]
    [InlineData("slave", "master:")]
    [InlineData("unbindable", "unbindable")]
    public async Task A_propagation_is_that_of_the_mount(string propagation, string shown)
    {
        await using var container = await TestContainer.Of("awk", "$5 == \"/data\"", "/proc/self/mountinfo");
        var submount = await Submount.Create(container, "data");
        (await Programs.Run("mount", "--make-shared", submount.Path)).Succeeded();
        container.Bundle.WithMount(Bind("/data", submount.Path, propagation)).With("""{ "linux": { "rootfsPropagation": "shared" } }""");
        Assert.Contains(shown, (await container.Run()).Succeeded().Stdout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rnosuid", "nosuid")]
    [InlineData("rnodev", "nodev")]
    [InlineData("rnoexec", "noexec")]
    [InlineData("rnoatime", "noatime")]
    [InlineData("rnosymfollow", "nosymfollow")]
    public async Task A_recursive_option_reaches_the_mounts_below(string option, string shown)
    {
        await using var container = await TestContainer.Of("awk", "$5 == \"/data/sub\" { print $6 }", "/proc/self/mountinfo");
        await Submount.Create(container, "data/sub");
        container.Bundle.WithMount(Bind("/data", container.Root["data"], "rbind", option));
        Assert.Contains(shown, (await container.Run()).Succeeded().Stdout.TrimEnd().Split(','));
    }

    [Theory]
    [InlineData("/dev/pts", "ls /dev/pts; stat -c '%a %g' /dev/pts", "ptmx\n755 0\n")]
    [InlineData("/dev/mqueue", "touch /dev/mqueue/queue && ls /dev/mqueue; stat -c %a /dev/mqueue", "queue\n1777\n")]
    [InlineData("/sys", "ls -d /sys/kernel; touch /sys/kernel/x 2>&1", "/sys/kernel\ntouch: /sys/kernel/x: Read-only file system\n")]
    [InlineData("/proc", "cat /proc/1/comm; ls /proc/self/task | wc -l", "sh\n1\n")]
    [InlineData("/dev/shm", "stat -c %a /dev/shm; df -k /dev/shm | awk 'NR == 2 { print $2 }'", "1777\n65536\n")]
    public async Task Each_ordinary_kind_is_the_containers_own(string destination, string script, string expected)
    {
        await using var container = await TestContainer.Shell(script);
        Assert.Contains(container.Bundle.Mounts, mount => (string?)mount!["destination"] == destination);
        Assert.Equal(expected, (await container.Run()).Stdout);
    }

    [Fact]
    public async Task A_mount_of_no_type_and_no_bind_is_refused_with_its_field()
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.WithMount("""{ "destination": "/mnt", "source": "none" }""");
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.True(!RuntimeUnderTest.IsOurs || run.Message().Contains("mounts[6].type", StringComparison.Ordinal), run.Stderr);
    }

    [Theory]
    [InlineData("""{ "destination": "/data", "type": "nofs", "source": "none" }""", "none", "no such device")]
    [InlineData("""{ "destination": "/data", "type": "tmpfs", "source": "tmpfs", "options": ["nonsense=1"] }""", "tmpfs", "invalid argument")]
    public async Task An_error_says_what_was_to_be_mounted_where_and_why_not(string mount, string source, string why)
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.WithMount(mount);
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"error mounting \"{source}\" to rootfs at \"/data\"", run.Message(), StringComparison.Ordinal);
        Assert.EndsWith(why, run.Message().TrimEnd('\n', '"'), StringComparison.Ordinal);
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
