using System.Globalization;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Files;

/// <summary>Removes a name and everything below it, on handles only: no symbolic link is followed, no mount is entered.</summary>
/// <remarks>
/// A container may leave a tree of any depth and width behind. So what lies deeper is first moved up, to just below the top: two
/// handles and one buffer of names are enough for every tree.
/// </remarks>
public sealed class RemoveTree
{
    private readonly FileDescriptor _top;
    private long _moved;

    private RemoveTree(FileDescriptor top) => _top = top;

    /// <summary>Removes <paramref name="name"/> from an open directory; one that does not exist is left at that.</summary>
    /// <exception cref="LinuxException">Something cannot be removed, such as a mount point (EBUSY, EXDEV).</exception>
    public static void At(FileDescriptor directory, UnixPath name)
    {
        if (RemovedWhole(directory, name))
        {
            return;
        }

        using (var top = OpenDirectory(directory, name))
        {
            var tree = new RemoveTree(top);
            while (tree.EmptyTop())
            {
            }
        }

        Require(Kernel.TryRemoveDirectoryAt(directory, name), name);
    }

    // Directories that were moved up during one pass may be missed by it; the next finds them.
    private bool EmptyTop()
    {
        using var listing = OpenDirectory(_top, UnixPath.Of("."u8));
        var found = false;
        while (Kernel.ListSome(listing) is { Count: > 0 } names)
        {
            found = true;
            foreach (var (name, _) in names)
            {
                if (!RemovedWhole(_top, name))
                {
                    RemoveChild(name);
                }
            }
        }

        return found;
    }

    private void RemoveChild(UnixPath name)
    {
        using (var child = OpenDirectory(_top, name))
        {
            while (Kernel.ListSome(child) is { Count: > 0 } names)
            {
                foreach (var (inner, _) in names)
                {
                    if (!RemovedWhole(child, inner))
                    {
                        MoveUp(child, inner);
                    }
                }
            }
        }

        // Not empty only if the listing missed a name: the next pass over the top comes back to it.
        var errno = Kernel.TryRemoveDirectoryAt(_top, name);
        if (errno != Errno.ENOTEMPTY)
        {
            Require(errno, name);
        }
    }

    private void MoveUp(FileDescriptor directory, UnixPath name)
    {
        Errno errno;
        do
        {
            var free = UnixPath.Of(string.Create(CultureInfo.InvariantCulture, $"removing-{_moved++}"));
            errno = Kernel.TryRenameAt(directory, name, _top, free);
        }
        while (errno is Errno.EEXIST or Errno.ENOTEMPTY or Errno.ENOTDIR);
        Require(errno, name);
    }

    // Many directories are empty, so that asking for the removal is cheaper than looking first.
    private static bool RemovedWhole(FileDescriptor directory, UnixPath name)
    {
        var errno = Kernel.TryUnlinkAt(directory, name);
        if (errno == Errno.EISDIR)
        {
            errno = Kernel.TryRemoveDirectoryAt(directory, name);
            if (errno == Errno.ENOTEMPTY)
            {
                return false;
            }
        }

        Require(errno, name);
        return true;
    }

    private static FileDescriptor OpenDirectory(FileDescriptor directory, UnixPath name) =>
        Kernel.OpenPathAt(
            directory, name, OpenFlags.ReadOnly | Kernel.DirectoryOnly | Kernel.NoFollow,
            ResolveFlags.Beneath | ResolveFlags.NoSymlinks | ResolveFlags.NoCrossMount);

    private static void Require(Errno errno, UnixPath name)
    {
        if (errno is not (Errno.None or Errno.ENOENT))
        {
            throw new LinuxException("unlinkat", errno, name.ToString());
        }
    }
}
