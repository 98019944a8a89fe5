using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Runtime.Contract;

public sealed class InvalidConfigTests
{
    [Theory]
    [InlineData("""{ "process": { "args": "sh" } }""", "args")]
    [InlineData("""{ "process": { "args": [] } }""", "args")]
    [InlineData("""{ "process": { "cwd": null } }""", "cwd")]
    [InlineData("""{ "process": null }""", "process")]
    [InlineData("""{ "process": { "user": { "uid": -1 } } }""", "uid")]
    [InlineData("""{ "process": { "rlimits": [{ "type": "RLIMIT_NOPE", "soft": 1, "hard": 1 }] } }""", "RLIMIT_NOPE")]
    [InlineData("""{ "process": { "oomScoreAdj": 1001 } }""", "oom")]
    [InlineData("""{ "process": { "rlimits": [{ "type": "RLIMIT_CORE", "soft": 2, "hard": 1 }] } }""", "rlimits")]
    [InlineData("""{ "root": null }""", "root")]
    [InlineData("""{ "hostname": 7 }""", "hostname")]
    [InlineData("""{ "mounts": [{ "source": "tmpfs", "type": "tmpfs" }] }""", "destination")]
    [InlineData("""{ "linux": { "namespaces": [{ "type": "nope" }] } }""", "nope")]
    [InlineData("""{ "linux": { "namespaces": {} } }""", "namespaces")]
    [InlineData("""{ "linux": { "resources": { "memory": { "limit": "lots" } } } }""", "limit")]
    [InlineData("""{ "linux": { "devices": [{ "path": "/dev/x", "type": "z", "major": 1, "minor": 1 }] } }""", "z")]
    [InlineData("""{ "linux": { "rootfsPropagation": "sideways" } }""", "sideways")]
    [InlineData("""{ "linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 9, "value": 1, "op": "SCMP_CMP_EQ" }] }] } } }""", "seccomp")]
    [InlineData("""{ "process": { "oomScoreAdj": "low" } }""", "process.oomScoreAdj")]
    [InlineData("""{ "process": { "oomScoreAdj": -1001 } }""", "process.oomScoreAdj")]
    [InlineData("""{ "process": { "rlimits": [{ "type": "RLIMIT_CORE", "soft": 1, "hard": 1 }, { "type": "RLIMIT_CORE", "soft": 2, "hard": 2 }] } }""", "process.rlimits[1].type")]
    [InlineData("""{ "linux": { "sysctl": { "kernel.panic": "1" } } }""", "linux.sysctl.kernel.panic")]
    [InlineData("""{ "linux": { "sysctl": { "kernel.hostname": "other" } } }""", "linux.sysctl.kernel.hostname")]
    [InlineData("""{ "linux": { "sysctl": { "net.ipv4.ip_forward": 1 } } }""", "sysctl")]
    [InlineData("""{ "linux": { "sysctl": { "net.ipv4.no_such_parameter": "1" } } }""", "sysctl net.ipv4.no_such_parameter")]
    [InlineData("""{ "linux": { "timeOffsets": { "monotonic": { "secs": 1 } } } }""", "linux.timeOffsets")]
    [InlineData("""{ "linux": { "namespaces": [{ "type": "pid" }, { "type": "mount" }, { "type": "uts" }, { "type": "network" }], "sysctl": { "kernel.msgmax": "1" } } }""", "linux.sysctl.kernel.msgmax")]
    [InlineData("""{ "linux": { "namespaces": [{ "type": "pid" }, { "type": "mount" }, { "type": "uts" }, { "type": "time" }], "timeOffsets": { "realtime": { "secs": 1 } } } }""", "linux.timeOffsets.realtime")]
    [InlineData("""{ "linux": { "namespaces": [{ "type": "pid" }, { "type": "mount" }, { "type": "uts" }, { "type": "time" }], "timeOffsets": { "monotonic": { "nanosecs": 1000000000 } } } }""", "linux.timeOffsets.monotonic")]
    [InlineData("""{ "linux": { "namespaces": [{ "type": "pid" }, { "type": "mount" }, { "type": "uts" }, { "type": "time" }], "timeOffsets": { "boottime": { "secs": -9000000000 } } } }""", "linux.timeOffsets.boottime")]
    public async Task A_config_that_cannot_be_is_refused_with_the_field_at_fault(string change, string word)
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.With(change);
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        // The reference does not always name it.
        Assert.True(!RuntimeUnderTest.IsOurs || run.Stderr.Contains(word, StringComparison.OrdinalIgnoreCase), run.Stderr);
        Assert.Equal(1, (await container.Do("state")).ExitCode);
        Assert.Empty(Harness.TestCgroups.Directories(container.Cgroup));
    }

    [Theory]
    [InlineData("net/../kernel/domainname")]
    [InlineData("net.//.kernel.domainname")]
    public async Task A_sysctl_that_climbs_out_of_its_namespaces_part_is_refused(string name)
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.With($$"""{ "linux": { "sysctl": { "{{name}}": "elsewhere" } } }""");
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(name, run.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "config.json")]
    [InlineData("{", "config.json")]
    [InlineData("[]", "config.json")]
    [InlineData("{ \"ociVersion\": \"1.0.2\" }", "process")]
    public async Task A_document_that_is_no_config_is_refused(string content, string word)
    {
        await using var container = await TestContainer.Of("true");
        await File.WriteAllTextAsync(Path.Combine(container.Bundle.Path, "config.json"), content);
        var run = await container.Command("run", "--bundle", container.Bundle.Path, TestContainer.Id).Run();
        Assert.Equal(1, run.ExitCode);
        Assert.True(!RuntimeUnderTest.IsOurs || run.Stderr.Contains(word, StringComparison.Ordinal), run.Stderr);
    }

    [Fact]
    public async Task A_bundle_without_a_config_is_named()
    {
        await using var container = await TestContainer.Of("true");
        var run = await container.Command("run", "--bundle", container.Bundle.Path, TestContainer.Id).Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("config.json", run.Stderr, StringComparison.Ordinal);
    }
}
