using Gantry.Harness.Cgroups;
using Gantry.Linux.Cgroups;

namespace Gantry.Linux.Tests.Cgroups;

public sealed class KillAndRemovalTests
{
    private const string ForkingWithoutEnd = "while :; do (echo x; sleep 100) & done";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_v2_group_is_killed_at_once_and_removed_when_the_last_process_is_gone()
    {
        using var test = TestGroup.In(Hierarchies.Unified);
        using var child = test.MakeChild("below");
        using var process = new WaitingProcess("sleep 100 & echo forked; wait");
        child.Write("cgroup.procs", process.Pid);
        process.Go();
        Assert.Equal("forked", process.ReadLine());

        Assert.True(CgroupKill.TryKillAtOnce(test.Group));

        Assert.Equal(Signal.SIGKILL, process.Wait().Signal);
        Assert.True(CgroupRemoval.TryRemove(test.Group.Path, Patience));
        Assert.False(Directory.Exists(test.Group.Path));
    }

    [Fact]
    public void A_v1_group_that_forks_without_end_is_killed_while_it_is_frozen()
    {
        using var test = TestGroup.In(Hierarchies.Legacy("freezer"));
        using var limit = TestGroup.In(Hierarchies.Legacy("pids"));
        limit.Group.Write("pids.max", 200);
        using var process = new WaitingProcess(ForkingWithoutEnd);
        test.Group.Write("cgroup.procs", process.Pid);
        limit.Group.Write("cgroup.procs", process.Pid);
        process.Go();
        Assert.Equal("x", process.ReadLine());

        Assert.True(LegacyFreezer.TryFreeze(test.Group, Patience));
        CgroupKill.KillEach(test.Group);
        LegacyFreezer.Thaw(test.Group);

        Assert.Equal(Signal.SIGKILL, process.Wait().Signal);
        Assert.True(CgroupRemoval.TryRemove(test.Group.Path, Patience));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_group_with_a_living_process_is_not_removed(bool unified)
    {
        using var test = TestGroup.In(unified ? Hierarchies.Unified : Hierarchies.Legacy("pids"));
        using var process = new WaitingProcess();
        test.Group.Write("cgroup.procs", process.Pid);

        Assert.False(CgroupRemoval.TryRemove(test.Group.Path, TimeSpan.FromMilliseconds(20)));
        Assert.True(Directory.Exists(test.Group.Path));
    }

    [Fact]
    public void Removing_waits_for_a_v1_process_to_end()
    {
        using var test = TestGroup.In(Hierarchies.Legacy("pids"));
        using var process = new WaitingProcess("exit 0");
        test.Group.Write("cgroup.procs", process.Pid);
        var remover = new Thread(process.Go);
        remover.Start();

        Assert.True(CgroupRemoval.TryRemove(test.Group.Path, Patience));
        remover.Join();
    }

    [Fact]
    public void Removing_what_is_gone_is_no_fault() =>
        Assert.True(CgroupRemoval.TryRemove($"{(CgroupHierarchies.Current.Find("pids") ?? Hierarchies.Unified).MountPoint}/{TestGroup.NewName()}", TimeSpan.Zero));
}
