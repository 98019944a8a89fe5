using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Archives;

/// <summary>Writes files into an archive, on handles only: no link is followed, and what the kernel makes up (/proc, /sys) is left empty.</summary>
/// <remarks>Files that change meanwhile are cut, or filled up with zeros, to the length that they had.</remarks>
internal sealed class TreeArchiver(TarWriter tar, TreeArchiverOptions options)
{
    /// <summary>A directory is open at each level.</summary>
    private const int MostLevels = 1000;

    private const ResolveFlags Beneath = ResolveFlags.Beneath | ResolveFlags.NoMagicLinks | ResolveFlags.NoSymlinks;

    private readonly Dictionary<(DeviceId Device, ulong Inode), UnixPath> _linked = [];

    /// <summary>Writes one file, or a directory with all that is in it.</summary>
    /// <param name="file">A handle.</param>
    /// <param name="name">Its name in the archive; empty leaves the directory itself out.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal Task WriteAsync(FileDescriptor file, UnixPath name, CancellationToken cancellationToken) => WriteAsync(file, name, default, 0, cancellationToken);

    private async Task WriteAsync(FileDescriptor file, UnixPath name, UnixPath path, int level, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var status = Kernel.Status(file, name.ToString());
        if (status.Type is FileType.Socket or FileType.Unknown || await WroteWhiteoutAsync(status, name, cancellationToken))
        {
            return;
        }

        if (status.Type == FileType.Directory)
        {
            await WriteDirectoryAsync(file, status, name, path, level, cancellationToken);
            return;
        }

        var entry = Describe(file, status, name);
        if (status.Links > 1 && !_linked.TryAdd((status.Device, status.Inode), name))
        {
            await tar.WriteAsync(entry with { Type = TarEntryType.HardLink, LinkTarget = _linked[(status.Device, status.Inode)], Size = 0 }, null, cancellationToken);
            return;
        }

        await WriteEntryAsync(entry, file, cancellationToken);
    }

    private async Task WriteEntryAsync(TarEntry entry, FileDescriptor file, CancellationToken cancellationToken)
    {
        if (entry.Size == 0)
        {
            await tar.WriteAsync(entry, null, cancellationToken);
            return;
        }

        // By the handle's own path, so that it is this very file; NonBlocking, for it may only look like a regular one.
        using var opened = Kernel.Open(file.ProcPath, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        await using var content = new FileContentStream(opened);
        await tar.WriteAsync(entry, content, cancellationToken);
    }

    private async Task WriteDirectoryAsync(FileDescriptor directory, FileStatus status, UnixPath name, UnixPath path, int level, CancellationToken cancellationToken)
    {
        if (level > MostLevels)
        {
            throw new UnsupportedException($"{name}: more than {MostLevels} directories deep");
        }

        if (name.Length > 0)
        {
            await tar.WriteAsync(Describe(directory, status, UnixPath.Of([.. name.Bytes, (byte)'/'])), null, cancellationToken);
            await WriteOpaqueAsync(directory, name, cancellationToken);
        }

        if (Kernel.IsKernelsOwn(directory))
        {
            return;
        }

        using var listing = Kernel.Open(directory.ProcPath, OpenFlags.ReadOnly | Kernel.DirectoryOnly);
        foreach (var (child, _) in Kernel.ListDirectory(listing).OrderBy(found => found.Name.ToString(), StringComparer.Ordinal))
        {
            var below = Join(path, child);
            if (options.Leaves(below))
            {
                continue;
            }

            using var file = Kernel.TryOpenPathAt(directory, child, OpenFlags.PathOnly | Kernel.NoFollow, Beneath, out _);
            if (file is not null)
            {
                await WriteAsync(file, Join(name, child), below, level + 1, cancellationToken);
            }
        }
    }

    private async Task<bool> WroteWhiteoutAsync(FileStatus status, UnixPath name, CancellationToken cancellationToken)
    {
        if (!options.IsLayer || !Whiteouts.Is(status))
        {
            return false;
        }

        var slash = name.Bytes.LastIndexOf((byte)'/') + 1;
        await tar.WriteAsync(
            new() { Name = UnixPath.Of([.. name.Bytes[..slash], .. ".wh."u8, .. name.Bytes[slash..]]), Type = TarEntryType.RegularFile, Modified = status.Modified },
            null, cancellationToken);
        return true;
    }

    private async Task WriteOpaqueAsync(FileDescriptor directory, UnixPath name, CancellationToken cancellationToken)
    {
        if (options.IsLayer && Whiteouts.IsOpaque(directory))
        {
            await tar.WriteAsync(new() { Name = Join(name, UnixPath.Of(".wh..wh..opq"u8)), Type = TarEntryType.RegularFile }, null, cancellationToken);
        }
    }

    private static TarEntry Describe(FileDescriptor file, FileStatus status, UnixPath name) => new()
    {
        Name = name,
        Type = TypeOf(status.Type),
        LinkTarget = status.Type == FileType.SymbolicLink ? Kernel.ReadLinkAt(file, default) : default,
        Mode = status.Mode,
        Uid = status.Uid,
        Gid = status.Gid,
        Size = status.Type == FileType.Regular ? status.Size : 0,
        Modified = status.Modified,
        Device = status.Type is FileType.CharacterDevice or FileType.BlockDevice ? status.Represents : default,
        Attributes = status.Type is FileType.Regular or FileType.Directory ? AttributesOf(file) : new Dictionary<string, byte[]>(),
    };

    // What a tool sets for a file's sake goes along; what the kernel and its modules keep for themselves does not.
    private static Dictionary<string, byte[]> AttributesOf(FileDescriptor file)
    {
        var attributes = new Dictionary<string, byte[]>();
        foreach (var name in Kernel.ListAttributes(file))
        {
            var isKept = name == "security.capability" || (name.StartsWith("user.", StringComparison.Ordinal) && !name.StartsWith("user.overlay.", StringComparison.Ordinal));
            if (isKept && Kernel.GetAttribute(file, name) is { } value)
            {
                attributes[name] = value;
            }
        }

        return attributes;
    }

    private static TarEntryType TypeOf(FileType type) => type switch
    {
        FileType.Regular => TarEntryType.RegularFile,
        FileType.Directory => TarEntryType.Directory,
        FileType.SymbolicLink => TarEntryType.SymbolicLink,
        FileType.CharacterDevice => TarEntryType.CharacterDevice,
        FileType.BlockDevice => TarEntryType.BlockDevice,
        _ => TarEntryType.Fifo,
    };

    private static UnixPath Join(UnixPath path, UnixPath name) =>
        path.Length == 0 ? name : path.Bytes.EndsWith("/"u8) ? UnixPath.Of([.. path.Bytes, .. name.Bytes]) : UnixPath.Of([.. path.Bytes, (byte)'/', .. name.Bytes]);
}

/// <summary>How files are written into an archive.</summary>
internal sealed record TreeArchiverOptions
{
    /// <summary>The tree is the upper folder of an overlay: what hides files below is written as image layers say it.</summary>
    internal bool IsLayer { get; init; }

    /// <summary>Whether a path, from the tree's top, is left out.</summary>
    internal Func<UnixPath, bool> Leaves { get; init; } = _ => false;
}
