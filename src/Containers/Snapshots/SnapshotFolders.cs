using System.Globalization;
using Gantry.Linux;
using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Snapshots;

/// <summary>The folders of snapshots on disk: <c>12/fs</c> and, for a writable one, <c>12/work</c>. Short, since each stands in a mount's options.</summary>
internal sealed class SnapshotFolders : IDisposable
{
    /// <summary>An empty folder: what lies below a container without layers, since overlayfs wants something.</summary>
    internal const string Nothing = "empty";

    private const uint DefaultMode = 0b111_101_101;
    private const string Unfinished = ".new";

    private readonly string _root;
    private readonly FileDescriptor _handle;
    private long _last;

    /// <summary>Opens the folder of folders, making it where it is missing.</summary>
    internal SnapshotFolders(string root)
    {
        // The options of an overlay mount are one string in which these part one thing from the next.
        if (root.AsSpan().ContainsAny(',', ':', '\\'))
        {
            throw new InvalidException($"{root}: the path of a root cannot contain a comma, a colon or a backslash");
        }

        _root = root;
        System.IO.Directory.CreateDirectory(root);
        _handle = Kernel.Open(root, OpenFlags.ReadOnly | Kernel.DirectoryOnly);
        Present = [.. Kernel.ListDirectory(_handle).Select(entry => entry.Name.ToString())];
        _last = Present.Select(NumberOf).DefaultIfEmpty().Max();
    }

    /// <summary>What was there when the folder was opened.</summary>
    internal IReadOnlyList<string> Present { get; }

    public void Dispose() => _handle.Dispose();

    /// <summary>A number that no folder has, nor had since the start.</summary>
    internal long Next() => Interlocked.Increment(ref _last);

    internal static string NameOf(long number) => number.ToString(CultureInfo.InvariantCulture);

    internal string FilesOf(long number) => Path.Combine(_root, NameOf(number), "fs");

    internal string WorkOf(long number) => Path.Combine(_root, NameOf(number), "work");

    internal string Empty() => System.IO.Directory.CreateDirectory(Path.Combine(_root, Nothing)).FullName;

    /// <summary>Makes the folder of a layer that is to be unpacked; it counts only once it is finished.</summary>
    internal FileDescriptor MakeUnfinished(long number)
    {
        var folder = Path.Combine(_root, NameOf(number) + Unfinished);
        System.IO.Directory.CreateDirectory(folder);
        return MakeLike(Path.Combine(folder, "fs"), likeDirectory: null);
    }

    /// <summary>Gives an unpacked layer its name, in one step.</summary>
    /// <param name="number">The layer.</param>
    /// <param name="like">Whose root its own is to look like; null where it has a look of its own.</param>
    internal void Finish(long number, long? like)
    {
        if (like is { } below)
        {
            MakeLike(Path.Combine(_root, NameOf(number) + Unfinished, "fs"), FilesOf(below)).Dispose();
        }

        var errno = Kernel.TryRenameAt(
            _handle, UnixPath.Of(NameOf(number) + Unfinished), _handle, UnixPath.Of(NameOf(number)));
        if (errno != Errno.None)
        {
            throw new LinuxException("renameat", errno, FilesOf(number));
        }
    }

    internal void SyncNames() => Kernel.Sync(_handle);

    internal void Sync() => Kernel.SyncFileSystem(_handle);

    internal void MakeWritable(long number, string? likeDirectory)
    {
        System.IO.Directory.CreateDirectory(WorkOf(number));
        MakeLike(FilesOf(number), likeDirectory).Dispose();
    }

    /// <summary>Removes a snapshot's folder, finished or not, with all that is in it.</summary>
    internal void Remove(string name) => RemoveTree.At(_handle, UnixPath.Of(name));

    internal void RemoveUnfinished(long number) => Remove(NameOf(number) + Unfinished);

    private static long NumberOf(string name)
    {
        var digits = name.EndsWith(Unfinished, StringComparison.Ordinal) ? name[..^Unfinished.Length] : name;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    // The root of an overlay mount looks like its topmost folder: that one must look like the root below it.
    private static FileDescriptor MakeLike(string path, string? likeDirectory)
    {
        System.IO.Directory.CreateDirectory(path);
        var made = Kernel.Open(path, OpenFlags.ReadOnly | Kernel.DirectoryOnly);
        var like = likeDirectory is null ? (FileStatus?)null : Kernel.Status(likeDirectory);
        Kernel.ChangeOwner(made, like?.Uid ?? 0, like?.Gid ?? 0);
        Kernel.ChangeMode(made, like?.Mode ?? DefaultMode);
        return made;
    }
}
