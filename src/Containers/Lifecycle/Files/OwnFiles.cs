using Gantry.Containers.Snapshots;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Lifecycle.Files;

/// <summary>Opens what a container itself has written, and what lies below it.</summary>
internal sealed class OwnFiles(OverlaySnapshots snapshots)
{
    // Made by the runtime where the image lacks them, to mount on.
    private static readonly string[] Standard =
    [
        "/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/dev/console", "/sys", "/sys/fs/cgroup", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf",
        Spec.GantryInit.InContainer,
    ];

    /// <summary>Its files, for as long as nobody disposes them.</summary>
    internal OwnView Open(ContainerRecord record)
    {
        var snapshot = snapshots.Get(record.Id.Hex);
        var upper = Kernel.Open(snapshot.Directory, OpenFlags.ReadOnly | Kernel.DirectoryOnly);
        try
        {
            var below = OpenBelow(snapshot);
            var points = Standard.Concat(record.Spec.Mounts.Select(mount => mount.Target)).Select(path => UnixPath.Of(path.Trim('/'))).ToHashSet();
            return new(upper, below, new(upper, below, points));
        }
        catch
        {
            upper.Dispose();
            throw;
        }
    }

    /// <summary>All that it sees but for its volumes, for reading.</summary>
    internal FileDescriptor OpenMerged(ContainerRecord record) => OverlayMount.ForReading(snapshots.Get(record.Id.Hex));

    // overlayfs wants two folders at least where nothing is to be written.
    private static FileDescriptor OpenBelow(Snapshot snapshot) => snapshot.LowerDirectories is [var only]
        ? Kernel.Open(only, OpenFlags.ReadOnly | Kernel.DirectoryOnly)
        : OverlayMount.ForReading(snapshot.LowerDirectories);
}

/// <summary>A container's own files and those below, open.</summary>
internal sealed record OwnView(FileDescriptor Upper, FileDescriptor Below, OwnChanges Changes) : IDisposable
{
    public void Dispose()
    {
        Upper.Dispose();
        Below.Dispose();
    }
}
