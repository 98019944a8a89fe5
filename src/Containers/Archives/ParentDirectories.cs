using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Archives;

/// <summary>Opens the directories that entries go into, and makes those that the archive left out.</summary>
/// <remarks>Links on the way are followed within the root, as the container itself would. The last one stays open: entries come in runs.</remarks>
/// <param name="root">What no path leads out of.</param>
/// <param name="made">Called for each directory made.</param>
internal sealed class ParentDirectories(FileDescriptor root, Action made) : IDisposable
{
    internal const ResolveFlags Inside = ResolveFlags.InRoot | ResolveFlags.NoMagicLinks;

    private const uint DefaultMode = 0b111_101_101;

    private static readonly OpenFlags Handle = OpenFlags.PathOnly | Kernel.DirectoryOnly;

    private UnixPath _path;
    private FileDescriptor? _open;

    public void Dispose() => Forget();

    /// <summary>A handle that stays valid until the next call.</summary>
    /// <exception cref="InvalidException">Something on the way is there and no directory.</exception>
    internal FileDescriptor Open(UnixPath path)
    {
        if (path.Length == 0)
        {
            return root;
        }

        if (_open is null || _path != path)
        {
            Forget();
            _open = Kernel.TryOpenPathAt(root, path, Handle, Inside, out var errno) ?? Make(path, errno);
            _path = path;
        }

        return _open;
    }

    /// <summary>Closes the last directory: something that may lie on its path was removed.</summary>
    internal void Forget()
    {
        _open?.Dispose();
        _open = null;
    }

    private FileDescriptor Make(UnixPath path, Errno errno)
    {
        if (errno != Errno.ENOENT)
        {
            throw Unusable(path, errno);
        }

        var directory = root;
        foreach (var component in path.Bytes.Split((byte)'/'))
        {
            var name = UnixPath.Of(path.Bytes[component]);
            var next = MakeOne(directory, name, UnixPath.Of(path.Bytes[..component.End]));
            if (directory != root)
            {
                directory.Dispose();
            }

            directory = next;
        }

        return directory;
    }

    private FileDescriptor MakeOne(FileDescriptor directory, UnixPath name, UnixPath whole)
    {
        var errno = Kernel.TryMakeDirectoryAt(directory, name, DefaultMode);
        if (errno is not (Errno.None or Errno.EEXIST))
        {
            throw new LinuxException("mkdirat", errno, whole.ToString());
        }

        var opened = Kernel.TryOpenPathAt(root, whole, Handle, Inside, out var cause) ?? throw Unusable(whole, cause);
        if (errno == Errno.None)
        {
            // The daemon's umask has no say in what is in an image.
            Kernel.ChangeMode(opened, DefaultMode);
            made();
        }

        return opened;
    }

    private static Exception Unusable(UnixPath path, Errno errno) => errno switch
    {
        Errno.ENOTDIR => new InvalidException($"{path}: an entry goes below what is no directory"),
        Errno.ELOOP or Errno.ENOENT => new InvalidException($"{path}: an entry goes below a link that leads nowhere"),
        _ => new LinuxException("openat2", errno, path.ToString()),
    };
}
