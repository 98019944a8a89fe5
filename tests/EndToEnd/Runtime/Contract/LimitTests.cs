using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Runtime.Contract;

/// <summary>runtime-spec config-linux.md "Control groups", on the hierarchy that this machine has.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("""{ "memory": { "limit": 33554432 } }""", "memory.limit_in_bytes", "33554432")]
    [InlineData("""{ "memory": { "limit": 33554432, "reservation": 16777216 } }""", "memory.soft_limit_in_bytes", "16777216")]
    [InlineData("""{ "memory": { "swappiness": 30 } }""", "memory.swappiness", "30")]
    [InlineData("""{ "cpu": { "shares": 512 } }""", "cpu.shares", "512")]
    [InlineData("""{ "cpu": { "quota": 25000, "period": 50000 } }""", "cpu.cfs_quota_us", "25000")]
    [InlineData("""{ "cpu": { "quota": 25000, "period": 50000 } }""", "cpu.cfs_period_us", "50000")]
    [InlineData("""{ "cpu": { "cpus": "0", "mems": "0" } }""", "cpuset.cpus", "0")]
    [InlineData("""{ "pids": { "limit": 77 } }""", "pids.max", "77")]
    public async Task A_limit_of_cgroup_v1_is_written(string resources, string file, string value)
    {
        SkipWithout(file);
        await using var container = await TestContainer.Of("sleep", "60");
        container.Bundle.With($$"""{ "linux": { "resources": {{resources}} } }""");
        await container.Begin();
        Assert.Equal(value, (await File.ReadAllTextAsync(container.CgroupFile(file))).TrimEnd());
    }

    [Theory]
    [InlineData("throttleReadBpsDevice", "blkio.throttle.read_bps_device")]
    [InlineData("throttleWriteIOPSDevice", "blkio.throttle.write_iops_device")]
    public async Task A_disk_is_throttled(string field, string file)
    {
        SkipWithout(file);
        var disk = Directory.GetDirectories("/sys/block").Select(path => File.ReadAllText(Path.Combine(path, "dev")).Trim()).First();
        var numbers = disk.Split(':');
        await using var container = await TestContainer.Of("sleep", "60");
        container.Bundle.With($$"""
            { "linux": { "resources": { "blockIO": { "{{field}}": [{ "major": {{numbers[0]}}, "minor": {{numbers[1]}}, "rate": 1000000 }] } } } }
            """);
        await container.Begin();
        Assert.Equal($"{disk} 1000000", (await File.ReadAllTextAsync(container.CgroupFile(file))).TrimEnd());
    }

    [Fact]
    public async Task A_program_that_takes_too_much_memory_is_killed()
    {
        await using var container = await TestContainer.Shell("head -c 100m /dev/zero | tail | wc -c; echo survived");
        container.Bundle.With("""{ "linux": { "resources": { "memory": { "limit": 20971520, "swap": 20971520 } } } }""");
        var run = await container.Run();
        Assert.DoesNotContain("104857600", run.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_forks_without_end_is_stopped_at_the_limit()
    {
        await using var container = await TestContainer.Shell("i=0; while [ $i -lt 30 ]; do sleep 30 & i=$((i+1)); done 2>&1; echo not reached");
        container.Bundle.With("""{ "linux": { "resources": { "pids": { "limit": 10 } } } }""");
        var run = await container.Run();
        Assert.Contains("can't fork", run.Stdout + run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Minus_one_is_no_limit()
    {
        await using var container = await TestContainer.Of("sleep", "60");
        container.Bundle.With("""{ "linux": { "resources": { "pids": { "limit": -1 }, "memory": { "limit": -1 } } } }""");
        await container.Begin();
        Assert.Equal("max", (await File.ReadAllTextAsync(container.CgroupFile("pids.max"))).TrimEnd());
    }

    [Fact]
    public async Task A_running_containers_limits_are_changed()
    {
        await using var container = await TestContainer.Of("sleep", "60");
        container.Bundle.With("""{ "linux": { "resources": { "pids": { "limit": 50 }, "memory": { "limit": 33554432 } } } }""");
        await container.Begin();
        (await container.Do("update", "--pids-limit", "60", "--memory", "67108864")).Succeeded();
        Assert.Equal("60", (await File.ReadAllTextAsync(container.CgroupFile("pids.max"))).TrimEnd());
        if (!OnUnifiedHierarchy)
        {
            Assert.Equal("67108864", (await File.ReadAllTextAsync(container.CgroupFile("memory.limit_in_bytes"))).TrimEnd());
        }
    }

    [Fact]
    public async Task A_change_may_come_as_a_document()
    {
        await using var container = await (await TestContainer.Of("sleep", "60")).Begin();
        var update = container.Command("update", "--resources", "-", TestContainer.Id) with { Input = """{ "pids": { "limit": 21 } }""" };
        (await update.Run()).Succeeded();
        Assert.Equal("21", (await File.ReadAllTextAsync(container.CgroupFile("pids.max"))).TrimEnd());
    }

    [Fact]
    public async Task A_change_may_come_as_a_file_and_leaves_what_it_does_not_name()
    {
        await using var container = await TestContainer.Of("sleep", "60");
        container.Bundle.With("""{ "linux": { "resources": { "pids": { "limit": 50 }, "memory": { "limit": 33554432 } } } }""");
        await container.Begin();
        var memory = container.CgroupFile(OnUnifiedHierarchy ? "memory.max" : "memory.limit_in_bytes");
        await File.WriteAllTextAsync(container.Root["change.json"], """{ "memory": { "limit": 67108864 } }""");
        (await container.Do("update", "-r", container.Root["change.json"])).Succeeded();
        Assert.Equal("67108864", (await File.ReadAllTextAsync(memory)).TrimEnd());
        Assert.Equal("50", (await File.ReadAllTextAsync(container.CgroupFile("pids.max"))).TrimEnd());
    }

    [Theory]
    [InlineData("{", "")]
    [InlineData("""{ "pids": { "limit": "many" } }""", "pids.limit")]
    public async Task A_change_that_cannot_be_read_is_refused(string change, string field)
    {
        await using var container = await (await TestContainer.Of("sleep", "60")).Begin();
        var update = await (container.Command("update", "-r", "-", TestContainer.Id) with { Input = change }).Run();
        Assert.Equal(1, update.ExitCode);
        Assert.True(!RuntimeUnderTest.IsOurs || update.Stderr.Contains(field, StringComparison.Ordinal), update.Stderr);
    }

    [Fact]
    public async Task Files_of_cgroup_v2_are_refused_where_there_is_only_v1()
    {
        Assert.SkipWhen(OnUnifiedHierarchy, "this machine has cgroup v2");
        await using var container = await TestContainer.Of("true");
        container.Bundle.With("""{ "linux": { "resources": { "unified": { "memory.high": "1000000" } } } }""");
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("unified", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_is_in_its_group_of_every_hierarchy_from_its_first_instruction()
    {
        await using var container = await TestContainer.Of("cat", "/proc/self/cgroup");
        container.Bundle.WithNamespace("cgroup", keepHosts: true);
        var groups = (await container.Run()).Succeeded().Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (OnUnifiedHierarchy)
        {
            Assert.Equal([$"0::{container.Cgroup}"], groups);
            return;
        }

        foreach (var controller in (string[])["memory", "pids", "devices", "freezer", "cpu"])
        {
            Assert.Contains(groups, line => line.Contains(controller, StringComparison.Ordinal) && line.EndsWith(container.Cgroup, StringComparison.Ordinal));
        }
    }

    private static bool OnUnifiedHierarchy => File.Exists("/sys/fs/cgroup/cgroup.controllers");

    private static void SkipWithout(string file) =>
        Assert.SkipWhen(OnUnifiedHierarchy, $"{file} is of cgroup v1, and this machine has v2");
}
