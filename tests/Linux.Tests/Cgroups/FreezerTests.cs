using Gantry.Harness.Cgroups;
using Gantry.Linux.Cgroups;

namespace Gantry.Linux.Tests.Cgroups;

public sealed class FreezerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_frozen_v2_group_stands_still_until_it_is_thawed() =>
        StandsStill(Hierarchies.Unified, group => UnifiedFreezer.TryFreeze(group, Patience), UnifiedFreezer.Thaw, UnifiedFreezer.IsFrozen);

    [Fact]
    public void A_frozen_v1_group_stands_still_until_it_is_thawed() =>
        StandsStill(Hierarchies.Legacy("freezer"), group => LegacyFreezer.TryFreeze(group, Patience), LegacyFreezer.Thaw, LegacyFreezer.IsFrozen);

    [Fact]
    public void A_v1_freeze_that_cannot_be_done_in_time_tells_the_truth()
    {
        using var test = TestGroup.In(Hierarchies.Legacy("freezer"));
        using var process = new WaitingProcess();
        test.Group.Write("cgroup.procs", process.Pid);

        // With no time at all, only a group that freezes at once is frozen: either answer is right, but it must be true.
        var frozen = LegacyFreezer.TryFreeze(test.Group, TimeSpan.Zero);

        Assert.Equal(frozen, LegacyFreezer.IsFrozen(test.Group));
        LegacyFreezer.Thaw(test.Group);
        process.Go();
        process.Send("moves");
        Assert.Equal("moves", process.ReadLine());
    }

    private static void StandsStill(
        CgroupHierarchy hierarchy, Func<CgroupDirectory, bool> tryFreeze, Action<CgroupDirectory> thaw, Func<CgroupDirectory, bool> isFrozen)
    {
        using var test = TestGroup.In(hierarchy);
        using var process = new WaitingProcess();
        test.Group.Write("cgroup.procs", process.Pid);
        process.Go();
        process.Send("before");
        Assert.Equal("before", process.ReadLine());
        Assert.False(isFrozen(test.Group));

        Assert.True(tryFreeze(test.Group));
        Assert.True(isFrozen(test.Group));
        process.Send("meanwhile");
        Assert.Null(process.ReadLine(timeoutMilliseconds: 100));

        thaw(test.Group);
        Assert.Equal("meanwhile", process.ReadLine());
        Assert.False(isFrozen(test.Group));
    }
}
