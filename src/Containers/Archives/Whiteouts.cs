using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Archives;

/// <summary>Turns the names by which a layer hides what lies below it into the files by which overlayfs does.</summary>
/// <remarks>image-spec layer.md "Whiteouts"; kernel overlayfs.rst "whiteouts and opaque directories".</remarks>
internal static class Whiteouts
{
    private const string Opaque = "trusted.overlay.opaque";

    private static ReadOnlySpan<byte> Prefix => ".wh."u8;
    private static ReadOnlySpan<byte> MetaPrefix => ".wh..wh."u8;
    private static ReadOnlySpan<byte> OpaqueName => ".wh..wh..opq"u8;

    internal static bool IsWhiteout(UnixPath name) => name.Bytes.StartsWith(Prefix);

    /// <summary>Hides what a whiteout's name says.</summary>
    internal static void Make(EntryPath path, FileDescriptor directory)
    {
        if (path.Name.Bytes.SequenceEqual(OpaqueName))
        {
            HideDirectory(path, directory);
        }
        else if (!path.Name.Bytes.StartsWith(MetaPrefix))
        {
            HideName(path, directory);
        }

        // What else begins with .wh..wh. is AUFS' bookkeeping and stands for no file.
    }

    /// <summary>Whether a file is a whiteout of overlayfs.</summary>
    internal static bool Is(FileStatus status) => status.Type == FileType.CharacterDevice && status.Represents == default;

    /// <summary>Whether nothing of the layers below is seen through this directory.</summary>
    internal static bool IsOpaque(FileDescriptor directory) => Kernel.GetAttribute(directory, Opaque) is [(byte)'y'];

    /// <summary>Lets nothing of the layers below be seen through this directory.</summary>
    internal static void MakeOpaque(FileDescriptor directory, UnixPath name)
    {
        var errno = Kernel.TrySetAttribute(directory, Opaque, "y"u8);
        if (errno != Errno.None)
        {
            throw new LinuxException("setxattr", errno, $"{name}: {Opaque}");
        }
    }

    private static void HideDirectory(EntryPath path, FileDescriptor directory)
    {
        // overlayfs always merges the roots of its layers.
        if (path.Parent.Length == 0)
        {
            throw new UnsupportedException("a layer that hides everything below it (.wh..wh..opq in its root) is not supported");
        }

        MakeOpaque(directory, path.Parent);
    }

    // Order does not matter within a layer: a whiteout never hides what its own layer brings, only what lies below.
    private static void HideName(EntryPath path, FileDescriptor directory)
    {
        var hidden = UnixPath.Of(path.Name.Bytes[Prefix.Length..]);
        if (hidden.Length == 0 || hidden.Bytes.SequenceEqual("."u8) || hidden.Bytes.SequenceEqual(".."u8))
        {
            throw new InvalidException($"{path.Whole}: the whiteout hides no name");
        }

        var errno = Kernel.TryMakeNodeAt(directory, hidden, FileType.CharacterDevice, 0);
        if (errno == Errno.EEXIST)
        {
            if (Kernel.StatusAt(directory, hidden) is { Type: FileType.Directory })
            {
                using var existing = Kernel.OpenPathAt(
                    directory, hidden, OpenFlags.PathOnly | Kernel.DirectoryOnly | Kernel.NoFollow, ParentDirectories.Inside);
                MakeOpaque(existing, hidden);
            }
        }
        else if (errno != Errno.None)
        {
            throw new LinuxException("mknodat", errno, path.Whole.ToString());
        }
    }
}
