using Gantry.Containers.Snapshots;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>Looks at a container's files from outside: read-only, and mounted nowhere.</summary>
internal static class RootView
{
    /// <summary>Of a container that does not run.</summary>
    public static FileDescriptor Open(Snapshot snapshot)
    {
        if (snapshot.LowerDirectories.Count == 0)
        {
            return Kernel.Open(snapshot.Directory, OpenFlags.PathOnly | Kernel.DirectoryOnly);
        }

        using var overlay = Kernel.OpenFileSystem("overlay");
        foreach (var folder in (IEnumerable<string>)[snapshot.Directory, .. snapshot.LowerDirectories])
        {
            // One by one, for all together are longer than an option may be. Linux 6.5
            Kernel.SetFileSystemOption(overlay, "lowerdir+", folder);
        }

        return Kernel.MountDetached(overlay, MountAttributes.ReadOnly);
    }

    /// <summary>Of a container that runs, through its first process.</summary>
    public static FileDescriptor Open(int pid) => Kernel.Open($"/proc/{pid}/root", OpenFlags.PathOnly | Kernel.DirectoryOnly);
}
