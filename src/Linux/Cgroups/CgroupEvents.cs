using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Cgroups;

/// <summary>Waits for the lines of a v2 group's <c>cgroup.events</c>, which the kernel makes pollable.</summary>
/// <remarks>Documentation/admin-guide/cgroup-v2.rst "cgroup.events"</remarks>
public static class CgroupEvents
{
    /// <summary>Waits until the group is frozen, or moves again.</summary>
    /// <returns>False when the time was up first.</returns>
    public static bool WaitFrozen(CgroupDirectory group, bool frozen, TimeSpan patience) => Wait(group, "frozen", frozen, patience);

    /// <summary>Waits until no process, and no zombie that still counts, is in the group or below.</summary>
    /// <returns>False when the time was up first.</returns>
    public static bool WaitEmpty(CgroupDirectory group, TimeSpan patience) => Wait(group, "populated", expected: false, patience);

    /// <summary>False where the group has no such event.</summary>
    public static bool Is(CgroupDirectory group, string name) => FlatKeys.Find(group.TryRead("cgroup.events"), name) == 1;

    private static bool Wait(CgroupDirectory group, string name, bool expected, TimeSpan patience)
    {
        var deadline = new Deadline(patience);
        using var events = group.OpenFile("cgroup.events", OpenFlags.ReadOnly);
        Span<PollEntry> entries = [new PollEntry(events, PollEvents.Priority)];
        while (true)
        {
            // Opened before it is read: a change between the reading and the poll ends the poll at once.
            if (FlatKeys.Find(KernelText.ReadFromStart(events, group.Path), name) == (expected ? 1UL : 0UL))
            {
                return true;
            }

            if (deadline.IsOver)
            {
                return false;
            }

            Kernel.Poll(entries, deadline.MillisecondsLeft);
        }
    }
}
