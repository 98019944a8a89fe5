using Gantry.Containers.Snapshots;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Volumes;

/// <summary>Gives a fresh volume what the image has where the volume is mounted.</summary>
internal static class VolumeFill
{
    private const string FileCapabilities = "security.capability";
    private const int BufferLength = 64 * 1024;

    /// <summary>Copies the files, unless the volume has some.</summary>
    /// <param name="volume">The volume's folder.</param>
    /// <param name="snapshot">The container's files.</param>
    /// <param name="target">Where the volume will be mounted; what is no folder there is not copied.</param>
    public static void FillIfEmpty(string volume, Snapshot snapshot, string target)
    {
        if (Directory.EnumerateFileSystemEntries(volume).Any())
        {
            return;
        }

        using var root = OverlayMount.ForReading(snapshot);
        var flags = OpenFlags.ReadOnly | Kernel.DirectoryOnly;
        using var source = Kernel.TryOpenAt2(root, target.TrimStart('/'), flags, ResolveFlags.InRoot | ResolveFlags.NoMagicLinks, out _);
        if (source is not null)
        {
            using var destination = Kernel.Open(volume, flags);
            CopyFolder(source, destination);
        }
    }

    private static void CopyFolder(FileDescriptor source, FileDescriptor destination)
    {
        foreach (var (name, type) in Kernel.ListDirectory(source))
        {
            CopyEntry(source, destination, name, type);
        }

        CopyMetadata(source, destination);
    }

    private static void CopyEntry(FileDescriptor source, FileDescriptor destination, UnixPath name, FileType type)
    {
        const uint ownerOnly = 0b110_000_000;
        switch (type)
        {
            case FileType.Directory:
                Check(Kernel.TryMakeDirectoryAt(destination, name, ownerOnly | 0b001_000_000), "mkdirat", name);
                using (var from = OpenIn(source, name, OpenFlags.ReadOnly | Kernel.DirectoryOnly))
                using (var to = OpenIn(destination, name, OpenFlags.ReadOnly | Kernel.DirectoryOnly))
                {
                    CopyFolder(from, to);
                }

                break;
            case FileType.SymbolicLink:
                Check(Kernel.TryMakeSymbolicLinkAt(Kernel.ReadLinkAt(source, name), destination, name), "symlinkat", name);
                break;
            case FileType.Regular:
                using (var from = OpenIn(source, name, OpenFlags.ReadOnly))
                using (var to = OpenIn(destination, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, ownerOnly))
                {
                    CopyContent(from, to);
                    CopyMetadata(from, to);
                }

                break;
        }
    }

    private static FileDescriptor OpenIn(FileDescriptor folder, UnixPath name, OpenFlags flags, uint mode = 0) =>
        Kernel.OpenPathAt(folder, name, flags | Kernel.NoFollow, ResolveFlags.Beneath | ResolveFlags.NoSymlinks, mode);

    private static void CopyContent(FileDescriptor from, FileDescriptor to)
    {
        var buffer = new byte[BufferLength];
        long offset = 0;
        while (Kernel.ReadAt(from, buffer, offset) is > 0 and var count)
        {
            Kernel.WriteAt(to, buffer.AsSpan(0, count), offset);
            offset += count;
        }
    }

    // A change of owner clears setuid and file capabilities: these come after it.
    private static void CopyMetadata(FileDescriptor from, FileDescriptor to)
    {
        const uint permissions = 0xFFF;
        var status = Kernel.Status(from);
        Kernel.ChangeOwner(to, status.Uid, status.Gid);
        Kernel.ChangeMode(to, status.Mode & permissions);
        if (Kernel.GetAttribute(from, FileCapabilities) is { } capabilities)
        {
            Kernel.TrySetAttribute(to, FileCapabilities, capabilities);
        }
    }

    private static void Check(Errno errno, string call, UnixPath name)
    {
        if (errno != Errno.None)
        {
            throw new LinuxException(call, errno, name.ToString());
        }
    }
}
