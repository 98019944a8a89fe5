using System.Text.Json;

namespace Gantry.EndToEnd.Docker;

/// <summary>What containers use, and how that is changed.</summary>
public sealed class StatsTests(RunOptionsTests.Host host) : IClassFixture<RunOptionsTests.Host>
{
    [Fact]
    public async Task Stats_tell_of_processor_memory_processes_and_network()
    {
        await Output("run", "--detach", "--name", "measured", "--memory", "64m", "busybox", "sh", "-c", "while :; do :; done");
        using var line = JsonDocument.Parse(await Output("stats", "--no-stream", "--format", "json", "measured"));
        Assert.Equal("measured", line.RootElement.GetProperty("Name").GetString());
        Assert.EndsWith("/ 64MiB", line.RootElement.GetProperty("MemUsage").GetString(), StringComparison.Ordinal);
        Assert.NotEqual("0.00%", line.RootElement.GetProperty("CPUPerc").GetString());
        Assert.Equal("1", line.RootElement.GetProperty("PIDs").GetString());
        Assert.NotEqual("--", line.RootElement.GetProperty("NetIO").GetString());
        await Output("rm", "--force", "measured");
    }

    [Fact]
    public async Task Limits_change_while_the_container_runs()
    {
        await Output("run", "--detach", "--name", "grown", "--memory", "32m", "busybox", "sleep", "1000");
        await Output("update", "--memory", "48m", "--memory-swap", "96m", "--cpus", "0.5", "--pids-limit", "33", "grown");
        Assert.Equal(
            "50331648\n50000\n33\n",
            await Output(
                "exec", "grown", "sh", "-c",
                "cd /sys/fs/cgroup; if test -d memory; then cat memory/memory.limit_in_bytes cpu/cpu.cfs_quota_us pids/pids.max; "
                + "else cat memory.max; cut -d' ' -f1 cpu.max; cat pids.max; fi"));
        Assert.Equal("50331648 500000000 33\n", await Output("inspect", "--format", "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}}", "grown"));
        Assert.Contains("Minimum memory limit allowed is 6MB", (await host.Engine.Docker("update", "--memory", "1m", "grown")).Stderr, StringComparison.Ordinal);
        await Output("rm", "--force", "grown");
    }

    [Fact]
    public async Task Prune_removes_what_does_not_run()
    {
        await Output("create", "--name", "idle", "--label", "prune=me", "busybox", "true");
        await Output("run", "--detach", "--name", "busy", "--label", "prune=me", "busybox", "sleep", "1000");
        await Output("create", "--name", "other", "busybox", "true");
        Assert.Contains("Total reclaimed space", await Output("container", "prune", "--force", "--filter", "label=prune=me"), StringComparison.Ordinal);
        var names = await Output("ps", "--all", "--filter", "name=^/(idle|busy|other)$", "--format", "{{.Names}}");
        Assert.Equal(["busy", "other"], names.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        await Output("container", "prune", "--force", "--filter", "until=24h");
        await Output("rm", "--force", "busy", "other");
    }

    [Fact]
    public async Task Sizes_are_told_on_demand()
    {
        await Output("run", "--name", "writer", "busybox", "sh", "-c", "head -c 100000 /dev/zero > /file");
        Assert.Matches(@"^\d+kB \(virtual ", await Output("ps", "--all", "--size", "--filter", "name=writer", "--format", "{{.Size}}"));
        Assert.True(long.Parse(await Output("inspect", "--size", "--format", "{{.SizeRw}}", "writer"), System.Globalization.CultureInfo.InvariantCulture) >= 100_000);
        await Output("rm", "writer");
    }

    private async Task<string> Output(params string[] arguments) => (await host.Engine.Docker(arguments)).Succeeded().Stdout;
}
