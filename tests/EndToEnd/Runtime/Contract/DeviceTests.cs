using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Runtime.Contract;

/// <summary>runtime-spec config-linux.md "Devices" and "Allowed Device list".</summary>
public sealed class DeviceTests
{
    private const string MayMakeNodes = """
        { "process": { "capabilities": { "bounding": ["CAP_MKNOD"], "effective": ["CAP_MKNOD"], "permitted": ["CAP_MKNOD"] } } }
        """;

    [Fact]
    public async Task A_device_is_made_with_its_mode_and_owner()
    {
        await using var container = await TestContainer.Of("stat", "-c", "%F %t:%T %a %u:%g", "/dev/sub/mine", "/dev/queue");
        container.Bundle.With("""
            { "linux": { "devices": [
                { "path": "/dev/sub/mine", "type": "c", "major": 1, "minor": 3, "fileMode": 416, "uid": 7, "gid": 8 },
                { "path": "/dev/queue", "type": "p", "fileMode": 384, "uid": 1, "gid": 2 }] } }
            """);
        Assert.Equal("character special file 1:3 640 7:8\nfifo 0:0 600 1:2\n", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_device_that_no_rule_allows_cannot_be_opened()
    {
        // The machine's memory: the node is there, and the group refuses.
        await using var container = await TestContainer.Shell("cat /dev/mine 2>&1 | head -n 1");
        container.Bundle.With("""{ "linux": { "devices": [{ "path": "/dev/mine", "type": "c", "major": 1, "minor": 1, "uid": 0, "gid": 0 }] } }""");
        Assert.Equal("cat: can't open '/dev/mine': Operation not permitted\n", (await container.Run()).Stdout);
    }

    [Theory]
    [InlineData("r", "read\n")]
    [InlineData("w", "written\n")]
    [InlineData("rw", "read\nwritten\n")]
    public async Task A_rule_allows_what_it_names_and_no_more(string access, string expected)
    {
        // 10:229 is FUSE, which root may open without any capability.
        await using var container = await TestContainer.Shell("(: </dev/fuse) 2>/dev/null && echo read; (: >/dev/fuse) 2>/dev/null && echo written; true");
        container.Bundle.With($$"""
            { "linux": { "devices": [{ "path": "/dev/fuse", "type": "c", "major": 10, "minor": 229, "uid": 0, "gid": 0 }], "resources": { "devices": [
                { "allow": false, "access": "rwm" }, { "allow": true, "type": "c", "major": 10, "minor": 229, "access": "{{access}}" }] } } }
            """);
        Assert.Equal(expected, (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_later_rule_wins()
    {
        await using var container = await TestContainer.Shell("(: </dev/fuse) 2>/dev/null && echo read; true");
        container.Bundle.With("""
            { "linux": { "devices": [{ "path": "/dev/fuse", "type": "c", "major": 10, "minor": 229, "uid": 0, "gid": 0 }], "resources": { "devices": [
                { "allow": false, "access": "rwm" }, { "allow": true, "type": "c", "major": 10, "minor": 229, "access": "rwm" },
                { "allow": false, "type": "c", "major": 10, "minor": 229, "access": "rwm" }] } } }
            """);
        Assert.Equal("", (await container.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task Nodes_may_be_made_but_not_opened()
    {
        await using var container = await TestContainer.Shell("mknod /dev/made c 1 1 && echo made; cat /dev/made 2>&1 | head -n 1");
        container.Bundle.With(MayMakeNodes).With("""
            { "linux": { "resources": { "devices": [{ "allow": false, "access": "rwm" }, { "allow": true, "type": "c", "access": "m" }] } } }
            """);
        Assert.Equal("made\ncat: can't open '/dev/made': Operation not permitted\n", (await container.Run()).Stdout);
    }

    [Fact]
    public async Task The_default_devices_are_allowed_by_any_rules()
    {
        await using var container = await TestContainer.Shell("echo x >/dev/null && head -c 1 /dev/zero | wc -c && head -c 4 /dev/urandom | wc -c && ls /dev/pts/ptmx");
        Assert.Equal("1\n4\n/dev/pts/ptmx\n", (await container.Run()).Succeeded().Stdout);
    }
}
