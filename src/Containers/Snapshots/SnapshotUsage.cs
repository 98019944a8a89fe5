using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Snapshots;

/// <summary>What a snapshot alone takes, without what lies below it.</summary>
/// <param name="Bytes">On disk; a file with several names counts once.</param>
/// <param name="Entries">Files, directories and links.</param>
public sealed record SnapshotUsage(long Bytes, long Entries)
{
    /// <summary>Walks a folder by handles, so that nothing in it can lead the walk astray.</summary>
    internal static SnapshotUsage Of(string folder)
    {
        using var root = Kernel.Open(folder, OpenFlags.ReadOnly | Kernel.DirectoryOnly);
        var (bytes, entries) = (0L, 0L);
        var counted = new HashSet<ulong>();
        var pending = new Stack<UnixPath>([UnixPath.Of("."u8)]);
        while (pending.TryPop(out var path))
        {
            using var directory = Kernel.TryOpenPathAt(
                root, path, OpenFlags.ReadOnly | Kernel.DirectoryOnly, ResolveFlags.Beneath | ResolveFlags.NoSymlinks, out _);
            foreach (var (name, _) in directory is null ? [] : Kernel.ListDirectory(directory))
            {
                if (Kernel.StatusAt(directory!, name) is not { } status)
                {
                    continue;
                }

                entries++;
                bytes += status.Links == 1 || status.Type == FileType.Directory || counted.Add(status.Inode) ? status.SizeOnDisk : 0;
                if (status.Type == FileType.Directory)
                {
                    pending.Push(UnixPath.Of([.. path.Bytes, (byte)'/', .. name.Bytes]));
                }
            }
        }

        return new(bytes, entries);
    }
}
