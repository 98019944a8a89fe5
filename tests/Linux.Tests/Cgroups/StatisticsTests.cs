using Gantry.Harness.Cgroups;
using Gantry.Linux.Cgroups;

namespace Gantry.Linux.Tests.Cgroups;

public sealed class StatisticsTests
{
    [Fact]
    public void V1_memory_is_counted_with_its_limit()
    {
        using var test = TestGroup.In(Hierarchies.Legacy("memory"));
        using var process = new WaitingProcess("x=$(head -c 4000000 /dev/zero | tr '\\0' x); echo ${#x}; cat");
        test.Group.Write("memory.limit_in_bytes", 64 << 20);
        test.Group.Write("cgroup.procs", process.Pid);
        process.Go();
        Assert.Equal("4000000", process.ReadLine());

        var memory = LegacyStatistics.Memory(test.Group);

        Assert.Equal(64UL << 20, memory.Usage.Limit);
        Assert.InRange(memory.Usage.Usage, 4_000_000UL, 64UL << 20);
        Assert.InRange(memory.Usage.Peak, memory.Usage.Usage, 64UL << 20);
        Assert.Equal(memory.Cache, memory.Raw["cache"]);
        Assert.Equal(0UL, memory.OomKills);
    }

    [Fact]
    public void V1_processor_time_is_counted()
    {
        using var test = TestGroup.In(Hierarchies.Legacy("cpuacct"));
        using var process = new WaitingProcess("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo done; cat");
        test.Group.Write("cgroup.procs", process.Pid);
        process.Go();
        Assert.Equal("done", process.ReadLine());

        var cpu = LegacyStatistics.Cpu(cpu: null, test.Group);

        Assert.InRange(cpu.TotalNanoseconds, 1_000_000UL, 10_000_000_000UL);
        Assert.InRange(cpu.UserNanoseconds, 1UL, 10_000_000_000UL);
        Assert.Equal(cpu.TotalNanoseconds, cpu.PerProcessorNanoseconds?.Aggregate((sum, one) => sum + one));
    }

    [Fact]
    public void V1_processes_are_counted_with_their_limit()
    {
        using var test = TestGroup.In(Hierarchies.Legacy("pids"));
        using var process = new WaitingProcess();
        test.Group.Write("cgroup.procs", process.Pid);

        Assert.Equal(new PidsStatistics { Current = 1, Limit = 0 }, UnifiedStatistics.Pids(test.Group));
        test.Group.Write("pids.max", 5);
        Assert.Equal(5UL, UnifiedStatistics.Pids(test.Group)?.Limit);
    }

    [Fact]
    public void V1_block_devices_are_counted()
    {
        using var test = TestGroup.In(Hierarchies.Legacy("blkio"));

        Assert.Empty(LegacyStatistics.BlockIo(test.Group).ServiceBytes);
    }

    [Fact]
    public void A_v2_group_tells_what_its_controllers_count()
    {
        using var test = TestGroup.In(Hierarchies.Unified);
        using var process = new WaitingProcess("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo done; cat");
        test.Group.Write("cgroup.procs", process.Pid);
        process.Go();
        Assert.Equal("done", process.ReadLine());

        var statistics = UnifiedStatistics.Read(test.Group);

        // cpu.stat is there without the controller.
        Assert.InRange(statistics.Cpu?.TotalNanoseconds ?? 0, 1_000_000UL, 10_000_000_000UL);
        Assert.NotNull(statistics.Cpu?.Pressure);
        Assert.Equal(test.Group.Has("memory.current"), statistics.Memory is not null);
    }

    [Fact]
    public void V2_swap_is_told_together_with_memory_as_v1_does()
    {
        using var files = new StandIn();
        files["memory.current"] = "1000";
        files["memory.max"] = "5000";
        files["memory.peak"] = "2000";
        files["memory.stat"] = "anon 600\nfile 400";
        files["memory.events"] = "low 0\nhigh 0\nmax 7\noom 1\noom_kill 2";
        files["memory.swap.current"] = "30";
        files["memory.swap.max"] = "500";

        var memory = UnifiedStatistics.Read(files.Group).Memory;

        Assert.NotNull(memory);
        Assert.Equal(new MemoryUsage { Usage = 1000, Peak = 2000, Failures = 7, Limit = 5000 }, memory.Usage);
        Assert.Equal(new MemoryUsage { Usage = 1030, Limit = 5500 }, memory.Swap);
        Assert.Equal(400UL, memory.Cache);
        Assert.Equal(2UL, memory.OomKills);
    }

    [Fact]
    public void Without_a_limit_of_swap_there_is_none_of_both()
    {
        using var files = new StandIn();
        files["memory.current"] = "1000";
        files["memory.max"] = "5000";
        files["memory.swap.current"] = "0";
        files["memory.swap.max"] = "max";

        Assert.Equal(ulong.MaxValue, UnifiedStatistics.Read(files.Group).Memory?.Swap?.Limit);
    }
}
