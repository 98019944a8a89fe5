using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Cgroups;

/// <summary>Makes the directory of a group, and of those above it that are not there.</summary>
internal static class GroupMaking
{
    private const uint Mode = 0x1ED; // 0755

    /// <summary>Makes a group.</summary>
    /// <returns>False where it was there before.</returns>
    public static bool Make(string path)
    {
        if (Kernel.TryMakeDirectory(path, Mode, out var errno))
        {
            return true;
        }

        if (errno == Errno.ENOENT && Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            Make(parent);
            return Kernel.TryMakeDirectory(path, Mode, out errno) || Exists(path, errno);
        }

        return Exists(path, errno);
    }

    /// <summary>Refuses a group with processes: two containers would share it, and killing one would kill both.</summary>
    public static void RefuseOccupied(CgroupDirectory group)
    {
        if (CgroupTree.Processes(group).Count is var count and > 0)
        {
            throw new CgroupException($"container's cgroup is not empty: {count} process(es) found in {group.Path}");
        }
    }

    private static bool Exists(string path, Errno errno) => errno == Errno.EEXIST ? false : throw new LinuxException("mkdir", errno, path);
}
