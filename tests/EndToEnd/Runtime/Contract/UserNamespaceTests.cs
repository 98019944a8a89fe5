using Gantry.Harness.Commands;
using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Runtime.Contract;

/// <summary>runtime-spec config-linux.md "User namespace mappings".</summary>
public sealed class UserNamespaceTests
{
    private const string Maps = """
        { "linux": { "uidMappings": [{ "containerID": 0, "hostID": 100000, "size": 65536 }],
                     "gidMappings": [{ "containerID": 0, "hostID": 200000, "size": 65536 }] } }
        """;

    [Fact]
    public async Task Root_of_the_container_is_an_ordinary_user_of_the_host()
    {
        await using var container = await Mapped("sh", "-c", "id -u; id -g; cat /proc/self/uid_map /proc/self/gid_map; touch /made");
        var words = (await container.Run()).Succeeded().Stdout.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["0", "0", "0", "100000", "65536", "0", "200000", "65536"], words);
        Assert.Equal("100000 200000\n", (await Programs.Run("stat", "-c", "%u %g", Path.Combine(container.Bundle.Rootfs, "made"))).Stdout);
    }

    [Fact]
    public async Task Another_user_is_mapped_too()
    {
        await using var container = await Mapped("sh", "-c", "id -u; id -g; id -G");
        container.Bundle.With("""{ "process": { "user": { "uid": 1000, "gid": 1000, "additionalGids": [7] } } }""");
        Assert.Equal("1000\n1000\n1000 7\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task Devices_and_file_systems_work_in_it()
    {
        await using var container = await Mapped(
            "sh", "-c", "head -c 3 /dev/zero | wc -c; echo x >/dev/null; echo y >/dev/shm/y; cat /dev/shm/y; stat -c %F /dev/null; stat -c %u /proc/1");
        Assert.Equal("3\ny\ncharacter special file\n0\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task Exec_joins_it()
    {
        await using var container = await Mapped("sleep", "60");
        await container.Begin();
        Assert.Equal("0\n", (await container.Exec("id", "-u")).Succeeded().Stdout);
        Assert.Equal(
            (await container.Exec("readlink", "/proc/1/ns/user")).Succeeded().Stdout,
            (await container.Exec("readlink", "/proc/self/ns/user")).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_user_namespace_is_joined_by_path()
    {
        await using var first = await Mapped("sleep", "60");
        await first.Begin();
        await using var second = await Mapped("readlink", "/proc/self/ns/user");
        second.Bundle.With("""{ "linux": { "uidMappings": null, "gidMappings": null } }""").WithNamespace("user", $"/proc/{first.Pid}/ns/user");
        Assert.Equal(new FileInfo($"/proc/{first.Pid}/ns/user").LinkTarget + "\n", (await second.Run()).Succeeded().Stdout);
    }

    [Theory]
    [InlineData("uidMappings")]
    [InlineData("gidMappings")]
    public async Task A_new_one_without_its_maps_is_refused(string field)
    {
        await using var container = await Mapped("true");
        container.Bundle.With($$"""{ "linux": { "{{field}}": null } }""");
        Assert.NotEqual(0, (await container.Run()).ExitCode);
    }

    [Fact]
    public async Task Maps_without_a_user_namespace_are_refused()
    {
        Assert.SkipUnless(RuntimeUnderTest.IsOurs, "runc ignores the maps");
        await using var container = await TestContainer.Of("true");
        container.Bundle.With(Maps);
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("user namespace", run.Stderr, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_user_outside_the_map_is_refused()
    {
        await using var container = await Mapped("true");
        container.Bundle.With("""{ "process": { "user": { "uid": 70000, "gid": 0 } } }""");
        var run = await container.Run();
        Assert.NotEqual(0, run.ExitCode);
    }

    [Fact]
    public async Task An_idmapped_bind_mount_shows_the_containers_owners()
    {
        await using var container = await Mapped("sh", "-c", "stat -c '%u %g' /data/file; touch /data/new");
        var data = Directory.CreateDirectory(container.Root["data"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "file"), "");
        container.Bundle.WithMount($$"""
            { "destination": "/data", "type": "bind", "source": "{{data}}", "options": ["bind", "idmap"] }
            """);
        Assert.Equal("0 0\n", (await container.Run()).Succeeded().Stdout);
        Assert.Equal("0 0\n", (await Programs.Run("stat", "-c", "%u %g", Path.Combine(data, "new"))).Stdout);
    }

    [Fact]
    public async Task A_bind_mount_may_have_maps_of_its_own()
    {
        await using var container = await TestContainer.Of("stat", "-c", "%u %g", "/data/file");
        var data = Directory.CreateDirectory(container.Root["data"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "file"), "");
        container.Bundle.WithMount($$"""
            { "destination": "/data", "type": "bind", "source": "{{data}}", "options": ["bind", "ridmap"],
              "uidMappings": [{ "containerID": 0, "hostID": 500, "size": 1000 }], "gidMappings": [{ "containerID": 0, "hostID": 600, "size": 1000 }] }
            """);
        Assert.Equal("500 600\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_tmpfs_that_begins_with_a_copy_has_the_containers_owners()
    {
        await using var container = await Mapped("stat", "-c", "%u %g", "/etc", "/etc/hostname");
        container.Bundle.WithMount("""{ "destination": "/etc", "type": "tmpfs", "source": "tmpfs", "options": ["tmpcopyup", "uid=5", "gid=6"] }""");
        Assert.Equal("5 6\n0 0\n", (await container.Run()).Succeeded().Stdout);
    }

    private static async Task<TestContainer> Mapped(params string[] arguments)
    {
        var container = await TestContainer.Of(arguments);
        container.Bundle.WithNamespace("user").With(Maps);
        (await Programs.Run("chown", "-R", "100000:200000", container.Bundle.Rootfs)).Succeeded();
        // The container's root must be able to walk to its own root file system.
        (await Programs.Run("chmod", "755", container.Root.Path, container.Bundle.Path)).Succeeded();
        return container;
    }
}
