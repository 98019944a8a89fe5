using Gantry.Linux;
using Gantry.Linux.Cgroups;

namespace Gantry.Runtime.Cgroups;

/// <summary>Moves processes into a group of the v2 tree.</summary>
internal static class UnifiedMember
{
    /// <summary>Moves one, into the group of <paramref name="beside"/> where the container's own has groups with controllers below it.</summary>
    public static void Add(CgroupDirectory group, int pid, int beside)
    {
        if (group.TryWrite("cgroup.procs", pid.ToString(), out var errno))
        {
            return;
        }

        // EBUSY: no internal processes. EOPNOTSUPP: the group became a threaded domain.
        if (errno is not (Errno.EBUSY or Errno.EOPNOTSUPP) || beside == 0)
        {
            throw new LinuxException($"write \"{pid}\" to", errno, $"{group.Path}/cgroup.procs");
        }

        using var other = CgroupDirectory.Open(GroupOf(beside));
        if (!IsBelow(other.Path, group.Path))
        {
            throw new CgroupException($"process {beside} has left the container's group {group.Path} for {other.Path}");
        }

        other.Write("cgroup.procs", pid);
    }

    private static bool IsBelow(string path, string top) => path.StartsWith(top + "/", StringComparison.Ordinal);

    private static string GroupOf(int pid) =>
        CgroupHierarchies.Current.Unified is { } hierarchy && CgroupMembership.Of(pid).Find(each => each.Controllers.Length == 0) is { } membership
            ? hierarchy.DirectoryOf(membership.Group)
            : throw new CgroupException($"process {pid} is in no group of cgroup v2");
}
