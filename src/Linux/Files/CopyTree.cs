using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Files;

/// <summary>How much a copy may be.</summary>
public sealed record CopyTreeLimits
{
    /// <summary>Files, directories and everything else that has a name.</summary>
    public required long Entries { get; init; }

    /// <summary>The files' lengths together, holes included.</summary>
    public required long Bytes { get; init; }
}

/// <summary>
/// Copies what an open directory holds into another, on handles only: no symbolic link is followed. Owners, modes, times, extended attributes, devices, holes and
/// second names of a file are kept.
/// </summary>
public sealed class CopyTree
{
    private const int BufferBytes = 64 * 1024;
    private const uint OwnerOnly = 0b111_000_000;

    /// <summary>A directory is open at each level, and each takes a stretch of the stack.</summary>
    private const int MostLevels = 1000;

    private readonly FileDescriptor _top;
    private readonly CopyTreeLimits _limits;
    private readonly byte[] _buffer = new byte[BufferBytes];

    // The first copy of each file that has several names: the directories' names that lead to it.
    private readonly Dictionary<(DeviceId Device, ulong Inode), UnixPath> _copied = [];
    private long _entries;
    private long _bytes;

    private CopyTree(FileDescriptor top, CopyTreeLimits limits) => (_top, _limits) = (top, limits);

    /// <summary>Copies all below <paramref name="source"/>; the two directories themselves are left as they are.</summary>
    /// <exception cref="LinuxException">EFBIG, E2BIG and ELOOP: the copy would be longer, have more entries or be deeper than allowed.</exception>
    public static void Content(FileDescriptor source, FileDescriptor target, CopyTreeLimits limits) =>
        new CopyTree(target, limits).CopyContent(source, target, default, 0);

    private void CopyContent(FileDescriptor source, FileDescriptor target, UnixPath path, int level)
    {
        if (level > MostLevels)
        {
            throw new LinuxException($"copying more than {MostLevels} levels", Errno.ELOOP, path.ToString());
        }

        foreach (var (name, _) in Kernel.ListDirectory(source))
        {
            if (++_entries > _limits.Entries)
            {
                throw new LinuxException($"copying more than {_limits.Entries} entries", Errno.E2BIG, path.ToString());
            }

            CopyEntry(source, target, name, Join(path, name), level);
        }
    }

    private void CopyEntry(FileDescriptor source, FileDescriptor target, UnixPath name, UnixPath path, int level)
    {
        using var from = OpenIn(source, name, OpenFlags.PathOnly);
        var status = Kernel.Status(from, path.ToString());
        if (status.Links > 1 && status.Type != FileType.Directory && !_copied.TryAdd((status.Device, status.Inode), path))
        {
            Check(Kernel.TryMakeHardLinkAt(_top, _copied[(status.Device, status.Inode)], target, name), "linkat", path);
            return;
        }

        switch (status.Type)
        {
            case FileType.Directory:
                CopyDirectory(source, target, name, path, level);
                break;
            case FileType.Regular:
                CopyFile(source, target, name, path, status);
                break;
            case FileType.SymbolicLink:
                Check(Kernel.TryMakeSymbolicLinkAt(Kernel.ReadLinkAt(from, default), target, name), "symlinkat", path);
                break;
            default:
                Check(Kernel.TryMakeNodeAt(target, name, status.Type, OwnerOnly, status.Represents), "mknodat", path);
                break;
        }

        using var to = OpenIn(target, name, OpenFlags.PathOnly);
        CopyAttributes(from, to, status);
    }

    private void CopyDirectory(FileDescriptor source, FileDescriptor target, UnixPath name, UnixPath path, int level)
    {
        Check(Kernel.TryMakeDirectoryAt(target, name, OwnerOnly), "mkdirat", path);
        using var from = OpenIn(source, name, OpenFlags.ReadOnly | Kernel.DirectoryOnly);
        using var to = OpenIn(target, name, OpenFlags.ReadOnly | Kernel.DirectoryOnly);
        CopyContent(from, to, path, level + 1);
    }

    private void CopyFile(FileDescriptor source, FileDescriptor target, UnixPath name, UnixPath path, FileStatus status)
    {
        _bytes += status.Size;
        if (_bytes > _limits.Bytes)
        {
            throw new LinuxException($"copying more than {_limits.Bytes} bytes", Errno.EFBIG, path.ToString());
        }

        using var from = OpenIn(source, name, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        using var to = OpenIn(target, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, OwnerOnly);
        Kernel.SetLength(to, status.Size);
        long offset = 0;
        while (offset < status.Size && Kernel.ReadAt(from, _buffer, offset) is > 0 and var count)
        {
            var some = _buffer.AsSpan(0, (int)Math.Min(count, status.Size - offset));
            if (some.IndexOfAnyExcept((byte)0) >= 0)
            {
                Kernel.WriteAt(to, some, offset);
            }

            offset += count;
        }
    }

    // A change of owner clears setuid and file capabilities, a change of anything the times: in this order.
    private static void CopyAttributes(FileDescriptor from, FileDescriptor to, FileStatus status)
    {
        Kernel.ChangeOwner(to, status.Uid, status.Gid);
        if (status.Type != FileType.SymbolicLink)
        {
            Kernel.ChangeMode(to, status.Mode);
            foreach (var name in Kernel.ListAttributes(from))
            {
                // What the other file system does not take, such as overlayfs' own, cannot be kept.
                var errno = Kernel.GetAttribute(from, name) is { } value ? Kernel.TrySetAttribute(to, name, value) : Errno.None;
                if (errno is not (Errno.None or Errno.EOPNOTSUPP or Errno.EPERM))
                {
                    throw new LinuxException("setxattr", errno, name);
                }
            }
        }

        Kernel.ChangeTimes(to, status.Modified, status.Modified);
    }

    private static FileDescriptor OpenIn(FileDescriptor directory, UnixPath name, OpenFlags flags, uint mode = 0) =>
        Kernel.OpenPathAt(directory, name, flags | Kernel.NoFollow, ResolveFlags.Beneath | ResolveFlags.NoMagicLinks, mode);

    private static UnixPath Join(UnixPath path, UnixPath name) =>
        path.Length == 0 ? name : UnixPath.Of([.. path.Bytes, (byte)'/', .. name.Bytes]);

    private static void Check(Errno errno, string call, UnixPath path)
    {
        if (errno != Errno.None)
        {
            throw new LinuxException(call, errno, path.ToString());
        }
    }
}
