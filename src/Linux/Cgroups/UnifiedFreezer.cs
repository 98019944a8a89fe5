namespace Gantry.Linux.Cgroups;

/// <summary>Stops and continues the processes of a v2 group and of those below.</summary>
/// <remarks>Documentation/admin-guide/cgroup-v2.rst "cgroup.freeze", Linux 5.2</remarks>
public static class UnifiedFreezer
{
    private const string File = "cgroup.freeze";

    public static bool IsFrozen(CgroupDirectory group) => group.TryRead(File) == "1";

    /// <summary>Stops all processes and waits until they stand still.</summary>
    /// <returns>False where a process had not stopped when the time was up; all of them then move again.</returns>
    public static bool TryFreeze(CgroupDirectory group, TimeSpan patience)
    {
        group.Write(File, "1");
        if (CgroupEvents.WaitFrozen(group, frozen: true, patience))
        {
            return true;
        }

        group.Write(File, "0");
        return false;
    }

    public static void Thaw(CgroupDirectory group) => group.Write(File, "0");
}
