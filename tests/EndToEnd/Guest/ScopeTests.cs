using Gantry.Harness.Commands;
using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Guest;

/// <summary>What systemd knows of a container that the systemd driver has put into a scope.</summary>
/// <remarks>https://systemd.io/CGROUP_DELEGATION; systemd.resource-control(5)</remarks>
[Trait("Stage", "Guest")]
public sealed class ScopeTests
{
    private const string Limits = """
        {
          "memory": { "limit": 67108864, "reservation": 33554432, "swap": 100663296 },
          "cpu": { "shares": 512, "quota": 25000, "period": 50000, "cpus": "0" },
          "pids": { "limit": 77 },
          "blockIO": { "weight": 500 },
          "unified": { "memory.high": "60000000" }
        }
        """;

    private const string NoFuse = """{ "linux": { "devices": [{ "path": "/dev/fuse", "type": "c", "major": 10, "minor": 229, "uid": 0, "gid": 0 }] } }""";

    [Fact]
    public async Task The_scope_has_the_containers_limits()
    {
        await using var container = await (await UnifiedContainer.Shell(systemd: true, "sleep 60")).With(Limits).Begin();
        var expected = new Dictionary<string, string>
        {
            ["ActiveState"] = "active",
            ["Slice"] = "gantry-guest.slice",
            ["Delegate"] = "yes",
            ["MemoryMax"] = "67108864",
            ["MemoryLow"] = "33554432",
            ["MemoryHigh"] = "60000000",
            ["MemorySwapMax"] = "33554432",
            ["CPUWeight"] = "59",
            ["CPUQuotaPerSecUSec"] = "500ms",
            ["CPUQuotaPeriodUSec"] = "50ms",
            ["AllowedCPUs"] = "0",
            ["TasksMax"] = "77",
            ["IOWeight"] = "4950",
            ["DevicePolicy"] = "strict",
        };
        var actual = new Dictionary<string, string>();
        foreach (var name in expected.Keys)
        {
            actual[name] = await container.Property(name);
        }

        Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task Limits_and_device_rules_outlive_a_reload_and_a_change_by_systemd()
    {
        await using var container = await UnifiedContainer.Shell(systemd: true, "sleep 60");
        container.With(Limits).Container.Bundle.With(NoFuse);
        await container.Begin();
        string[] files = ["memory.max", "memory.low", "memory.high", "memory.swap.max", "cpu.max", "cpu.weight", "cpuset.cpus.effective", "pids.max", "io.weight"];
        var before = files.Select(container.Read).ToArray();
        (await Programs.Run("systemctl", "daemon-reload")).Succeeded();
        (await Programs.Run("systemctl", "set-property", "--runtime", container.Unit, "TasksMax=78")).Succeeded();
        Assert.Equal([.. before.Select(value => value == "77" ? "78" : value)], files.Select(container.Read));
        Assert.Contains("Operation not permitted", (await container.Container.Exec("head", "-c1", "/dev/fuse")).Stderr, StringComparison.Ordinal);
        Assert.Equal("", (await container.Container.Exec("head", "-c1", "/dev/null")).Succeeded().Stderr);
    }

    [Fact]
    public async Task A_change_is_told_to_systemd()
    {
        await using var container = await (await UnifiedContainer.Shell(systemd: true, "sleep 60")).With(Limits).Begin();
        (await container.Container.Do("update", "--memory", "134217728", "--memory-swap", "-1", "--pids-limit", "80", "--cpu-quota", "-1")).Succeeded();
        Assert.Equal("134217728", await container.Property("MemoryMax"));
        Assert.Equal("infinity", await container.Property("MemorySwapMax"));
        Assert.Equal("infinity", await container.Property("CPUQuotaPerSecUSec"));
        Assert.Equal("80", await container.Property("TasksMax"));
        (await Programs.Run("systemctl", "daemon-reload")).Succeeded();
        Assert.Equal("134217728", container.Read("memory.max"));
        Assert.StartsWith("max ", container.Read("cpu.max"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_scope_is_gone_with_the_container()
    {
        await using var container = await (await UnifiedContainer.Shell(systemd: true, "sleep 60")).Begin();
        (await container.Container.Do("delete", "--force")).Succeeded();
        Assert.Equal("not-found", await container.Property("LoadState"));
        Assert.False(Directory.Exists(container.Group));
    }

    [Fact]
    public async Task A_container_that_ended_is_stopped_though_its_scope_is_gone_already()
    {
        await using var container = await (await UnifiedContainer.Shell(systemd: true, "true")).Begin();
        await container.Container.Output.Rest();
        await container.Container.Ended();
        Assert.Equal("stopped", await container.Container.Status());
        (await container.Container.Do("delete")).Succeeded();
        Assert.Equal("not-found", await container.Property("LoadState"));
    }

    [Fact]
    public async Task Systemd_can_stop_the_scope()
    {
        await using var container = await (await UnifiedContainer.Shell(systemd: true, "trap 'exit 0' TERM; echo ready; while :; do sleep 1; done")).Begin();
        Assert.Equal("ready", await container.Container.Output.Line());
        (await Programs.Run("systemctl", "stop", container.Unit)).Succeeded();
        await container.Container.Ended();
        Assert.Equal("stopped", await container.Container.Status());
        (await container.Container.Do("delete")).Succeeded();
    }

    [Theory]
    [InlineData("gantry-a.slice:pre:NAME", "/gantry.slice/gantry-a.slice/pre-NAME.scope")]
    [InlineData(":pre:NAME", "/system.slice/pre-NAME.scope")]
    [InlineData("-.slice:pre:NAME", "/pre-NAME.scope")]
    [InlineData("system.slice::NAME", "/system.slice/-NAME.scope")]
    public async Task Slice_prefix_and_name_make_the_scopes_group(string cgroupsPath, string group)
    {
        await using var container = await TestContainer.Of("cat", "/proc/self/cgroup");
        var name = Path.GetFileName(container.Root.Path);
        container.GlobalOptions = ["--systemd-cgroup"];
        container.Bundle.WithNamespace("cgroup", keepHosts: true).With($$"""{ "linux": { "cgroupsPath": "{{cgroupsPath.Replace("NAME", name, StringComparison.Ordinal)}}" } }""");
        Assert.Equal($"0::{group.Replace("NAME", name, StringComparison.Ordinal)}\n", (await container.Run()).Succeeded().Stdout);
    }

    [Theory]
    [InlineData("/a/path")]
    [InlineData("a.slice:only")]
    [InlineData("noslice:pre:name")]
    public async Task What_names_no_scope_is_refused(string cgroupsPath)
    {
        await using var container = await TestContainer.Of("true");
        container.GlobalOptions = ["--systemd-cgroup"];
        container.Bundle.With($$"""{ "linux": { "cgroupsPath": "{{cgroupsPath}}" } }""");
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(cgroupsPath.Split(':')[0], run.Stderr, StringComparison.Ordinal);
    }
}
