using System.Globalization;
using Gantry.Linux.Capabilities;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Tests.Capabilities;

public sealed class CapabilityTests
{
    [Fact]
    public void The_table_of_names_has_every_capability_at_its_number()
    {
        foreach (var capability in Enum.GetValues<Capability>())
        {
            Assert.Equal(capability.ToString(), CapabilityNames.Of(capability));
            Assert.Equal(capability, CapabilityNames.Find(capability.ToString()));
        }

        Assert.Equal(Enum.GetValues<Capability>().Length, CapabilityNames.All.Count);
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/cap_last_cap").Trim(), (CapabilityNames.All.Count - 1).ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("cap_chown")]
    [InlineData("CHOWN")]
    [InlineData("")]
    public void Only_whole_names_are_found(string name) => Assert.Null(CapabilityNames.Find(name));

    [Fact]
    public void Sets_join_and_part_as_sets_do()
    {
        var set = CapabilitySet.Of(Capability.CAP_CHOWN, Capability.CAP_CHECKPOINT_RESTORE);

        Assert.Equal((1UL << 40) | 1, set.Bits);
        Assert.Equal("CAP_CHOWN, CAP_CHECKPOINT_RESTORE", set.ToString());
        Assert.True(CapabilitySet.AllKnown.Contains(set));
        Assert.False(set.Contains(CapabilitySet.AllKnown));
        Assert.Equal(CapabilitySet.Of(Capability.CAP_CHOWN), set.Except(CapabilitySet.Of(Capability.CAP_CHECKPOINT_RESTORE)));
        Assert.Equal(set, set.Intersect(CapabilitySet.AllKnown));
        Assert.True(set.Intersect(CapabilitySet.Of(Capability.CAP_KILL)).IsEmpty);
    }

    [Fact]
    public void The_sets_of_this_thread_are_those_that_proc_shows()
    {
        var (effective, permitted, inheritable) = Kernel.GetCapabilities();

        Assert.Equal(InProc("CapEff"), effective);
        Assert.Equal(InProc("CapPrm"), permitted);
        Assert.Equal(InProc("CapInh"), inheritable);
        Assert.Equal(InProc("CapBnd"), Kernel.GetBoundingSet());
    }

    [Fact]
    public async Task A_thread_can_give_a_capability_up_and_not_take_it_back()
    {
        var before = Kernel.GetCapabilities();
        var (kept, refusal) = await OnAThread(() =>
        {
            var less = new ThreadCapabilities(CapabilitySet.Of(Capability.CAP_KILL), CapabilitySet.Of(Capability.CAP_KILL, Capability.CAP_BPF), default);
            Kernel.SetCapabilities(less);
            return (Kernel.GetCapabilities() == less, Assert.Throws<LinuxException>(() => Kernel.SetCapabilities(before)));
        });

        Assert.True(kept);
        Assert.Equal("capset: operation not permitted", refusal.Message);
        Assert.Equal(before, Kernel.GetCapabilities());
    }

    private static CapabilitySet InProc(string field)
    {
        var line = File.ReadLines("/proc/thread-self/status").Single(line => line.StartsWith(field + ":", StringComparison.Ordinal));
        return new CapabilitySet(ulong.Parse(line[(field.Length + 1)..], NumberStyles.HexNumber | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture));
    }

    // Capabilities are a thread's: one that dies with them leaves the others as they were.
    private static async Task<T> OnAThread<T>(Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (LinuxException e)
            {
                result.SetException(e);
            }
        }).Start();
        return await result.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
