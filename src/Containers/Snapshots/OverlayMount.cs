using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Snapshots;

/// <summary>Mounts of snapshots that are nowhere: each goes with its handle.</summary>
/// <remarks>Lower folders are told one by one, for all together are longer than an option may be: Linux 6.5.</remarks>
internal static class OverlayMount
{
    /// <summary>All that a snapshot shows, for reading.</summary>
    internal static FileDescriptor ForReading(Snapshot snapshot) => ForReading(snapshot.Directories);

    /// <summary>What some folders show together, the topmost first.</summary>
    internal static FileDescriptor ForReading(IReadOnlyList<string> folders)
    {
        using var overlay = Kernel.OpenFileSystem("overlay");
        foreach (var folder in folders)
        {
            Kernel.SetFileSystemOption(overlay, "lowerdir+", folder);
        }

        return Kernel.MountDetached(overlay, MountAttributes.ReadOnly);
    }

    /// <summary>A writable snapshot, as its container sees it.</summary>
    internal static FileDescriptor ForWriting(Snapshot snapshot)
    {
        using var overlay = Kernel.OpenFileSystem("overlay");
        foreach (var folder in snapshot.LowerDirectories)
        {
            Kernel.SetFileSystemOption(overlay, "lowerdir+", folder);
        }

        Kernel.SetFileSystemOption(overlay, "upperdir", snapshot.Directory);
        Kernel.SetFileSystemOption(overlay, "workdir", snapshot.WorkDirectory ?? throw new InvalidOperationException("a layer is not mounted for writing"));
        foreach (var option in new[] { "index", "redirect_dir", "metacopy" })
        {
            Kernel.SetFileSystemOption(overlay, option, "off");
        }

        return Kernel.MountDetached(overlay, MountAttributes.None);
    }
}
