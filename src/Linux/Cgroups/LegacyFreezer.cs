using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Cgroups;

/// <summary>Stops and continues the processes of a v1 group by its freezer controller.</summary>
/// <remarks>Documentation/admin-guide/cgroup-v1/freezer-subsystem.rst</remarks>
public static class LegacyFreezer
{
    private const string State = "freezer.state";
    private const int ThawEvery = 25;

    /// <summary>True as soon as a freeze was asked for, even if a process has not stopped yet.</summary>
    public static bool IsFrozen(CgroupDirectory group) => group.TryRead(State) is "FROZEN" or "FREEZING";

    /// <summary>Stops all processes and waits until they stand still.</summary>
    /// <returns>False where a process had not stopped when the time was up; all of them then move again.</returns>
    public static bool TryFreeze(CgroupDirectory group, TimeSpan patience)
    {
        var deadline = new Deadline(patience);
        for (var attempt = 1; ; attempt++)
        {
            // Written again each time: a process forked while the freeze was under way is caught only so.
            group.Write(State, "FROZEN");
            if (group.Read(State) == "FROZEN")
            {
                return true;
            }

            if (deadline.IsOver)
            {
                Thaw(group);
                return false;
            }

            if (attempt % ThawEvery == 0)
            {
                // A process in vfork waits, unfreezable, for a child that is frozen already: let the child go on.
                Thaw(group);
            }

            // The v1 freezer tells nobody when it is done.
            Kernel.Poll([], 1);
        }
    }

    public static void Thaw(CgroupDirectory group) => group.Write(State, "THAWED");
}
