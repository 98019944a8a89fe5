using Gantry.Containers.Archives;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Lifecycle.Files;

/// <summary>Compares the upper folder of a container with what lies below it.</summary>
/// <remarks>
/// kernel overlayfs.rst: what is in the upper folder is new or changed; a 0:0 device or an opaque directory hides what lies below. The places that were made only
/// to mount something are nobody's change.
/// </remarks>
/// <param name="upper">The folder of the container's own files.</param>
/// <param name="below">What lies below, merged; null for a container on nothing.</param>
/// <param name="mountPoints">Paths without a slash in front where something is mounted when the container runs.</param>
internal sealed class OwnChanges(FileDescriptor upper, FileDescriptor? below, IReadOnlySet<UnixPath> mountPoints)
{
    private const int MostLevels = 1000;
    private const ResolveFlags Beneath = ResolveFlags.Beneath | ResolveFlags.NoSymlinks;

    private static readonly OpenFlags Listing = OpenFlags.ReadOnly | Kernel.DirectoryOnly | Kernel.NoFollow;

    private readonly List<FileChange> _changes = [];

    /// <summary>All of them, in ordinal order.</summary>
    internal IReadOnlyList<FileChange> List()
    {
        using var top = Kernel.OpenPathAt(upper, UnixPath.Of("."u8), Listing, Beneath);
        ListDirectory(top, below, default, 0);
        return [.. _changes.OrderBy(change => change.Path.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Whether a file of the upper folder was made only to mount something on it.</summary>
    internal bool IsMountPoint(UnixPath path)
    {
        if (!mountPoints.Contains(path) || (below is not null && StatusOf(below, path) is not null))
        {
            return false;
        }

        using var file = Kernel.TryOpenPathAt(upper, path, OpenFlags.PathOnly | Kernel.NoFollow, Beneath, out _);
        return file is not null && Kernel.Status(file) is var status && (status.Type == FileType.Directory || status is { Type: FileType.Regular, Size: 0 });
    }

    /// <returns>Whether something in the directory, or below it, is a change, and whether something was made in it for a mount.</returns>
    private (bool Changed, bool HasMountPoint) ListDirectory(FileDescriptor directory, FileDescriptor? lower, UnixPath path, int level)
    {
        if (level > MostLevels)
        {
            throw new UnsupportedException($"{path}: more than {MostLevels} directories deep");
        }

        var (changed, hasMountPoint) = (ListHidden(directory, lower, path), false);
        foreach (var (name, _) in Kernel.ListDirectory(directory))
        {
            var whole = Join(path, name);
            if (IsMountPoint(whole))
            {
                hasMountPoint = true;
            }
            else
            {
                var (inner, innerMount) = ListEntry(directory, lower, name, whole, level);
                (changed, hasMountPoint) = (changed || inner, hasMountPoint || innerMount);
            }
        }

        return (changed, hasMountPoint);
    }

    private (bool Changed, bool HasMountPoint) ListEntry(FileDescriptor directory, FileDescriptor? lower, UnixPath name, UnixPath path, int level)
    {
        if (Kernel.StatusAt(directory, name) is not { } status)
        {
            return (false, false);
        }

        var before = lower is null ? null : Kernel.StatusAt(lower, name);
        if (Whiteouts.Is(status))
        {
            return (before is not null && Add(path, FileChangeKind.Deleted), false);
        }

        if (status.Type != FileType.Directory)
        {
            return (Add(path, before is null ? FileChangeKind.Added : FileChangeKind.Modified), false);
        }

        using var inner = Kernel.OpenPathAt(directory, name, Listing, Beneath);
        using var innerLower = before is { Type: FileType.Directory } ? Kernel.OpenPathAt(lower!, name, Listing, Beneath) : null;
        var (changed, hasMountPoint) = ListDirectory(inner, innerLower, path, level + 1);
        var isNew = before is null or { Type: not FileType.Directory };
        if (changed || (isNew && !hasMountPoint) || (!isNew && Differs(status, before!.Value, hasMountPoint)))
        {
            return (Add(path, before is null ? FileChangeKind.Added : FileChangeKind.Modified), hasMountPoint);
        }

        return (false, hasMountPoint);
    }

    // An opaque directory shows nothing of the one below: what is not there again has gone.
    private bool ListHidden(FileDescriptor directory, FileDescriptor? lower, UnixPath path)
    {
        if (lower is null || path.Length == 0 || !Whiteouts.IsOpaque(directory))
        {
            return false;
        }

        using var listing = Kernel.OpenPathAt(lower, UnixPath.Of("."u8), Listing, Beneath);
        var found = false;
        foreach (var (name, _) in Kernel.ListDirectory(listing))
        {
            found |= Kernel.StatusAt(directory, name) is null && Add(Join(path, name), FileChangeKind.Deleted);
        }

        return found;
    }

    // A mount point that was made in a directory has changed the directory's time, and nothing else.
    private static bool Differs(FileStatus now, FileStatus before, bool hasMountPoint) =>
        now.Mode != before.Mode || now.Uid != before.Uid || now.Gid != before.Gid || (!hasMountPoint && now.Modified != before.Modified);

    private static FileStatus? StatusOf(FileDescriptor root, UnixPath path)
    {
        using var file = Kernel.TryOpenPathAt(root, path, OpenFlags.PathOnly | Kernel.NoFollow, Beneath, out _);
        return file is null ? null : Kernel.Status(file);
    }

    private bool Add(UnixPath path, FileChangeKind kind)
    {
        _changes.Add(new(Absolute(path), kind));
        return true;
    }

    private static UnixPath Absolute(UnixPath path) => UnixPath.Of([(byte)'/', .. path.Bytes]);

    private static UnixPath Join(UnixPath path, UnixPath name) => path.Length == 0 ? name : UnixPath.Of([.. path.Bytes, (byte)'/', .. name.Bytes]);
}
