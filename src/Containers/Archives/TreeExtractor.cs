using Gantry.Linux;
using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Archives;

/// <summary>Unpacks an archive below a root, whatever the archive tries.</summary>
/// <remarks>
/// Every name is resolved by the kernel within the root and acted on by handle. A later entry replaces an earlier one of the same name;
/// directories merge.
/// </remarks>
public sealed class TreeExtractor : IDisposable
{
    private static readonly OpenFlags Handle = OpenFlags.PathOnly | Kernel.NoFollow;
    private static readonly OpenFlags NewFile = OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | Kernel.NoFollow;

    private readonly FileDescriptor _root;
    private readonly ExtractionOptions _options;
    private readonly ParentDirectories _parents;
    private readonly List<(UnixPath Path, FileTime Modified)> _directoryTimes = [];
    private long _entries;
    private long _bytes;
    private bool _hasRoot;

    /// <summary>Unpacks below <paramref name="root"/>, an open directory that stays the caller's.</summary>
    public TreeExtractor(FileDescriptor root, ExtractionOptions options)
    {
        _root = root;
        _options = options;
        _parents = new(root, CountEntry);
    }

    public void Dispose() => _parents.Dispose();

    /// <summary>Unpacks every entry.</summary>
    /// <exception cref="InvalidException">The archive is damaged, exceeds a limit or reaches out of the root.</exception>
    /// <exception cref="ForbiddenException">The archive has a device file and may have none.</exception>
    /// <exception cref="LinuxException">The file system refuses an entry.</exception>
    public async Task<ExtractionSummary> ExtractAsync(TarReader archive, CancellationToken cancellationToken)
    {
        while (await archive.ReadNextAsync(cancellationToken) is { } entry)
        {
            CountEntry();
            var path = EntryPath.Of(entry.Name, _options.Limits);
            if (path.IsRoot)
            {
                ApplyToRoot(entry);
            }
            else if (_options.Base.Length > 0)
            {
                await ExtractAsync(Owned(entry), path.Below(_options.Base), archive, cancellationToken);
            }
            else if (_options.IsLayer && Whiteouts.IsWhiteout(path.Name))
            {
                Whiteouts.Make(path, _parents.Open(path.Parent));
            }
            else
            {
                await ExtractAsync(Owned(entry), path, archive, cancellationToken);
            }
        }

        RestoreDirectoryTimes();
        return new(_entries, _bytes, _hasRoot);
    }

    private TarEntry Owned(TarEntry entry) => _options.Owner is { } owner ? entry with { Uid = owner.Uid, Gid = owner.Gid } : entry;

    private async Task ExtractAsync(TarEntry entry, EntryPath path, TarReader archive, CancellationToken cancellationToken)
    {
        if (_options.KeepKinds)
        {
            RequireKind(entry, path);
        }

        switch (entry.Type)
        {
            case TarEntryType.RegularFile:
                await WriteFileAsync(entry, path, archive, cancellationToken);
                break;
            case TarEntryType.Directory:
                MakeDirectory(entry, path);
                break;
            case TarEntryType.HardLink:
                MakeHardLink(entry, path);
                break;
            default:
                MakeSpecial(entry, path);
                break;
        }
    }

    private void RequireKind(TarEntry entry, EntryPath path)
    {
        var wantsDirectory = entry.Type == TarEntryType.Directory;
        if (Kernel.StatusAt(_parents.Open(path.Parent), path.Name) is { } existing && (existing.Type == FileType.Directory) != wantsDirectory)
        {
            throw new InvalidException(wantsDirectory
                ? $"cannot overwrite non-directory \"/{path.Whole}\" with directory \"/{_options.Base}\""
                : $"cannot overwrite directory \"/{path.Whole}\" with non-directory \"/{_options.Base}\"");
        }
    }

    private void ApplyToRoot(TarEntry entry)
    {
        if (_options.KeepRoot)
        {
            return;
        }

        if (entry.Type != TarEntryType.Directory)
        {
            throw new InvalidException($"{entry.Name}: the root can only be a directory");
        }

        EntryMetadata.Apply(entry, _root);
        _hasRoot = true;
        _directoryTimes.Add((UnixPath.Of("."u8), entry.Modified));
    }

    private async Task WriteFileAsync(TarEntry entry, EntryPath path, TarReader archive, CancellationToken cancellationToken)
    {
        _bytes += entry.Size;
        if (entry.Size > _options.Limits.Bytes)
        {
            throw new InvalidException($"{entry.Name}: the file has more than {_options.Limits.Bytes} bytes");
        }

        FileDescriptor? opened = null;
        Make(entry, path, "openat2", directory =>
        {
            opened = Kernel.TryOpenPathAt(directory, path.Name, NewFile, ParentDirectories.Inside, out var errno, mode: 0b110_000_000);
            return errno;
        });
        using var file = opened ?? throw new InvalidOperationException("a file that was made is not open");
        var end = 0L;
        while (await archive.ReadContentAsync(cancellationToken) is { Bytes.IsEmpty: false } content)
        {
            Kernel.WriteAt(file, content.Bytes.Span, content.Offset);
            end = content.Offset + content.Bytes.Length;
        }

        if (end < entry.Size)
        {
            Kernel.SetLength(file, entry.Size);
        }

        EntryMetadata.Apply(entry, file);
    }

    private void MakeDirectory(TarEntry entry, EntryPath path)
    {
        var parent = _parents.Open(path.Parent);
        var existing = Kernel.StatusAt(parent, path.Name);
        if (existing is not { Type: FileType.Directory })
        {
            Make(entry, path, "mkdirat", directory => Kernel.TryMakeDirectoryAt(directory, path.Name, mode: 0b111_000_000));
        }

        using var made = Kernel.OpenPathAt(_parents.Open(path.Parent), path.Name, Handle | Kernel.DirectoryOnly, ParentDirectories.Inside);
        // What the whiteout hid must not come back by the merge of two directories.
        if (_options.IsLayer && existing is { } status && Whiteouts.Is(status))
        {
            Whiteouts.MakeOpaque(made, path.Whole);
        }

        EntryMetadata.Apply(entry, made);
        _directoryTimes.Add((path.Whole, entry.Modified));
    }

    // What the entry says beyond the target belongs to the file itself, which has it from its own entry.
    private void MakeHardLink(TarEntry entry, EntryPath path)
    {
        var target = EntryPath.Of(entry.LinkTarget, _options.Limits).Below(_options.Base);
        if (target == path)
        {
            return;
        }

        var directoryOfTarget = target.Parent.Length == 0 ? UnixPath.Of("."u8) : target.Parent;
        using var source = Kernel.TryOpenPathAt(
            _root, directoryOfTarget, OpenFlags.PathOnly | Kernel.DirectoryOnly, ParentDirectories.Inside, out _) ?? throw NoTarget(entry);
        if (target.IsRoot || Kernel.StatusAt(source, target.Name) is not { } status || status.Type == FileType.Directory)
        {
            throw NoTarget(entry);
        }

        Make(entry, path, "linkat", directory => Kernel.TryMakeHardLinkAt(source, target.Name, directory, path.Name));
    }

    private static InvalidException NoTarget(TarEntry entry) =>
        new($"{entry.Name}: the archive has no file {entry.LinkTarget} to link to");

    private void MakeSpecial(TarEntry entry, EntryPath path)
    {
        if (entry.Type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice && !_options.AllowDevices)
        {
            throw new ForbiddenException($"{entry.Name}: device files are not allowed here");
        }

        if (entry.Type == TarEntryType.SymbolicLink)
        {
            Make(entry, path, "symlinkat", directory => Kernel.TryMakeSymbolicLinkAt(entry.LinkTarget, directory, path.Name));
        }
        else
        {
            Make(entry, path, "mknodat", directory =>
                Kernel.TryMakeNodeAt(directory, path.Name, FileTypeOf(entry.Type), mode: 0, entry.Device));
        }

        using var made = Kernel.OpenPathAt(_parents.Open(path.Parent), path.Name, Handle, ParentDirectories.Inside);
        EntryMetadata.Apply(entry, made);
    }

    private static FileType FileTypeOf(TarEntryType type) => type switch
    {
        TarEntryType.CharacterDevice => FileType.CharacterDevice,
        TarEntryType.BlockDevice => FileType.BlockDevice,
        TarEntryType.Fifo => FileType.Fifo,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    // Makes a name; what already has it gives way.
    private void Make(TarEntry entry, EntryPath path, string call, Func<FileDescriptor, Errno> make)
    {
        var errno = make(_parents.Open(path.Parent));
        if (errno == Errno.EEXIST)
        {
            RemoveTree.At(_parents.Open(path.Parent), path.Name);
            _parents.Forget();
            errno = make(_parents.Open(path.Parent));
        }

        if (errno != Errno.None)
        {
            throw new LinuxException(call, errno, entry.Name.ToString());
        }
    }

    private void CountEntry()
    {
        if (++_entries > _options.Limits.Entries)
        {
            throw new InvalidException($"the archive has more than {_options.Limits.Entries} entries");
        }
    }

    // Every file made in a directory changes its time, so the times wait for the end. A directory may have been replaced since.
    private void RestoreDirectoryTimes()
    {
        foreach (var (path, modified) in _directoryTimes)
        {
            using var directory = Kernel.TryOpenPathAt(_root, path, Handle | Kernel.DirectoryOnly, ParentDirectories.Inside, out _);
            if (directory is not null)
            {
                Kernel.ChangeTimes(directory, modified, modified);
            }
        }
    }
}
