using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Rootfs;

/// <summary>The container's root while its program is being laid out: the handle that the child will have, and what the parent can already see of it.</summary>
/// <remarks>
/// A symbolic link that leads to nothing yet cannot be followed by the child, whose program knows no strings but those laid out for it. So the parent follows the links of
/// every destination, inside the root, and hands the child a path without any. What somebody exchanges in between is the child's to withstand: see <see cref="MountPoint"/>.
/// </remarks>
internal sealed class RootTree(Slot handle, FileDescriptor tree)
{
    /// <summary>As many as the kernel follows.</summary>
    private const int MostLinks = 40;

    private const ResolveFlags Strict = ResolveFlags.Beneath | ResolveFlags.NoSymlinks | ResolveFlags.NoMagicLinks;

    private readonly List<(string Path, FileDescriptor? Tree)> _mounts = [("", tree)];

    public Slot Handle => handle;

    /// <summary>Says what will be mounted at a path; null is something new, which has no links.</summary>
    public void Cover(string path, FileDescriptor? mounted) => _mounts.Add((path, mounted));

    /// <summary>Where a path leads.</summary>
    /// <exception cref="LinuxException">ELOOP: the links go round in a circle.</exception>
    public Place Find(string path)
    {
        var plain = string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static name => name != "."));
        var found = Array.IndexOf(plain.Split('/'), "..") < 0 ? Look(plain, out var errno) : Refused(out errno);
        return errno == Errno.ELOOP ? Walk(plain) : new Place(plain, found);
    }

    private static FileDescriptor? Refused(out Errno errno)
    {
        errno = Errno.ELOOP;
        return null;
    }

    /// <summary>Link by link, name by name.</summary>
    private Place Walk(string path)
    {
        var done = new List<string>();
        var left = new Stack<string>(path.Split('/').Reverse());
        var links = 0;
        while (left.TryPop(out var name))
        {
            if (name == "..")
            {
                done.RemoveRange(Math.Max(done.Count - 1, 0), Math.Min(done.Count, 1));
                continue;
            }

            done.Add(name);
            if (ReadLink(string.Join('/', done)) is not { } target)
            {
                continue;
            }

            if (++links > MostLinks)
            {
                throw new LinuxException("open", Errno.ELOOP, $"/{path}");
            }

            done.RemoveAt(done.Count - 1);
            if (target.StartsWith('/'))
            {
                done.Clear();
            }

            foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static name => name != ".").Reverse())
            {
                left.Push(part);
            }
        }

        var plain = string.Join('/', done);
        return new Place(plain, Look(plain, out _));
    }

    private string? ReadLink(string path)
    {
        using var file = Look(path, out _, Kernel.NoFollow);
        return file is not null && Kernel.Status(file, path).Type == FileType.SymbolicLink
            ? Kernel.ReadLinkAt(file, default).ToString()
            : null;
    }

    /// <summary>Opens what is at a path, following no link at all.</summary>
    private FileDescriptor? Look(string path, out Errno errno, OpenFlags flags = OpenFlags.ReadOnly)
    {
        // The last one that lies at or above the path is on top there.
        var (top, mounted) = _mounts.FindLast(mount => IsAtOrAbove(mount.Path, path));
        errno = Errno.ENOENT;
        var relative = path[top.Length..].TrimStart('/');
        return mounted is null ? null : Kernel.TryOpenAt2(mounted, relative.Length == 0 ? "." : relative, OpenFlags.PathOnly | flags, Strict, out errno);
    }

    private static bool IsAtOrAbove(string top, string path) =>
        top.Length == 0 || (path.StartsWith(top, StringComparison.Ordinal) && (path.Length == top.Length || path[top.Length] == '/'));
}

/// <summary>A place in the container's root.</summary>
/// <param name="Path">Relative to the root and without links; empty for the root itself.</param>
/// <param name="Found">What is there; null where nothing is yet, or nothing that can be seen from here.</param>
internal readonly record struct Place(string Path, FileDescriptor? Found) : IDisposable
{
    public void Dispose() => Found?.Dispose();
}
