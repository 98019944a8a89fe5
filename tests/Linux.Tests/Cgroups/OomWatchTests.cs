using Gantry.Harness.Cgroups;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Tests.Cgroups;

public sealed class OomWatchTests
{
    private const string EatsAllMemory = "tail /dev/zero";

    [Fact]
    public void A_process_killed_for_want_of_memory_is_told_of_and_counted()
    {
        using var test = TestGroup.In(CgroupHierarchies.Current.Find("memory") ?? Hierarchies.Unified);
        test.Group.Write(test.Group.Has("memory.max") ? "memory.max" : "memory.limit_in_bytes", 16 << 20);
        test.Group.TryWrite(test.Group.Has("memory.max") ? "memory.swap.max" : "memory.memsw.limit_in_bytes",
            test.Group.Has("memory.max") ? "0" : $"{16 << 20}", out _);
        using var process = new WaitingProcess(EatsAllMemory);
        using var watch = OomWatch.TryOpen(test.Group);
        Assert.NotNull(watch);
        Assert.Equal(0UL, watch.Kills());
        test.Group.Write("cgroup.procs", process.Pid);

        process.Go();

        Assert.Equal(1, Kernel.Poll([new PollEntry(watch.Descriptor, watch.Wanted)], 10_000));
        process.Wait();
        Assert.NotEqual(0UL, watch.Kills());
    }

    [Fact]
    public void A_group_without_the_memory_controller_cannot_be_watched()
    {
        using var test = TestGroup.In(Hierarchies.Legacy("pids"));

        Assert.Null(OomWatch.TryOpen(test.Group));
    }
}
