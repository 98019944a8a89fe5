using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>Refuses, where <c>checkBeforeUpdate</c> asks for it, a limit that the group has already outgrown.</summary>
/// <remarks>On cgroup v2 such a limit would be accepted, and the container killed for it.</remarks>
internal static class MemoryUsageCheck
{
    public static void Refuse(MemoryLimits memory, ulong usage)
    {
        if (memory.Swap > 0 && (ulong)memory.Swap <= usage)
        {
            throw new CgroupException($"rejecting memory+swap limit {memory.Swap} <= usage {usage}");
        }

        if (memory.Limit > 0 && (ulong)memory.Limit <= usage)
        {
            throw new CgroupException($"rejecting memory limit {memory.Limit} <= usage {usage}");
        }
    }
}
