using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Cgroups;

/// <summary>The groups made so far for one container; they are removed again unless all goes well.</summary>
internal sealed class NewGroups : IDisposable
{
    private const uint Mode = 0x1ED; // 0755

    private readonly List<string> _made = [];

    /// <summary>Makes a group, and those above it that are not there.</summary>
    /// <returns>False where it was there before.</returns>
    public bool Make(string path)
    {
        var isNew = TryMake(path, out var errno);
        if (errno == Errno.ENOENT && Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            MakeAbove(parent);
            isNew = TryMake(path, out errno);
        }

        if (errno is not (Errno.None or Errno.EEXIST))
        {
            throw new LinuxException("mkdir", errno, path);
        }

        if (isNew)
        {
            _made.Add(path);
        }

        return isNew;
    }

    /// <summary>The container has its groups: nothing is to be undone.</summary>
    public void Keep() => _made.Clear();

    public void Dispose() => _made.ForEach(path => CgroupRemoval.TryRemove(path, TimeSpan.Zero));

    /// <summary>Refuses a group with processes: two containers would share it, and killing one would kill both.</summary>
    public static void RefuseOccupied(CgroupDirectory group)
    {
        if (CgroupTree.Processes(group).Count is var count and > 0)
        {
            throw new CgroupException($"container's cgroup is not empty: {count} process(es) found in {group.Path}");
        }
    }

    // The groups above are shared with other containers, which may have begun to use them: they stay.
    private static void MakeAbove(string path)
    {
        if (!TryMake(path, out var errno) && errno == Errno.ENOENT && Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            MakeAbove(parent);
            TryMake(path, out _);
        }
    }

    private static bool TryMake(string path, out Errno errno) => Kernel.TryMakeDirectory(path, Mode, out errno);
}
