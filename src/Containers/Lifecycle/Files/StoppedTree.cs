using Gantry.Containers.Archives;
using Gantry.Containers.Snapshots;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle.Files;

/// <summary>Puts together what a container that does not run would see: its snapshot, and its volumes on top.</summary>
/// <remarks>In a mount namespace of its own, which lives as long as a handle of it: nothing is ever mounted on the host, or left there.</remarks>
internal static class StoppedTree
{
    private const uint FileMode = 0b110_100_100;

    /// <summary>The root, and what keeps its mounts there.</summary>
    /// <param name="snapshot">The container's own files.</param>
    /// <param name="mounts">What else it sees.</param>
    /// <param name="place">An empty folder of ours.</param>
    internal static Task<(FileDescriptor Root, FileDescriptor Namespace)> OpenAsync(Snapshot snapshot, IReadOnlyList<ContainerMount> mounts, string place)
    {
        var completion = new TaskCompletionSource<(FileDescriptor, FileDescriptor)>(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread that has left the namespace of the process cannot be used for anything else.
        new Thread(() =>
        {
            try
            {
                completion.SetResult(Build(snapshot, mounts, place));
            }
#pragma warning disable CA1031 // Whatever goes wrong is the caller's, who awaits the task.
            catch (Exception e)
#pragma warning restore CA1031
            {
                completion.SetException(e);
            }
        })
        { IsBackground = true, Name = "tree" }.Start();
        return completion.Task;
    }

    private static (FileDescriptor Root, FileDescriptor Namespace) Build(Snapshot snapshot, IReadOnlyList<ContainerMount> mounts, string place)
    {
        Kernel.Unshare(NamespaceFlags.Mount);
        Kernel.MakeMountsPrivate();
        using (var overlay = OverlayMount.ForWriting(snapshot))
        using (var target = Kernel.Open(place, OpenFlags.PathOnly | Kernel.DirectoryOnly))
        {
            Kernel.MoveMount(overlay, target, place);
        }

        var root = Kernel.Open(place, OpenFlags.PathOnly | Kernel.DirectoryOnly);
        try
        {
            foreach (var mount in mounts.OrderBy(mount => mount.Destination.Count(character => character == '/')))
            {
                Attach(root, mount);
            }

            return (root, Kernel.Open("/proc/thread-self/ns/mnt", OpenFlags.ReadOnly));
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    private static void Attach(FileDescriptor root, ContainerMount mount)
    {
        var options = mount.Options ?? [];
        using var tree = Kernel.OpenTree(
            mount.Source ?? "", OpenTreeFlags.Clone | (options.Contains("bind") ? OpenTreeFlags.None : OpenTreeFlags.Recursive));
        if (options.Contains("ro"))
        {
            Kernel.SetMountAttributes(tree, new MountChange { Set = MountAttributes.ReadOnly }, recursive: options.Contains("rro"), mount.Destination);
        }

        using var target = OpenOrMake(root, mount.Destination, Kernel.Status(tree, mount.Source).Type == FileType.Directory);
        Kernel.MoveMount(tree, target, mount.Destination);
    }

    // As the runtime would at the start: a mount's place is made where the image has none.
    private static FileDescriptor OpenOrMake(FileDescriptor root, string destination, bool isDirectory)
    {
        var path = EntryPath.Of(UnixPath.Of(destination), ExtractionLimits.Default);
        if (Kernel.TryOpenPathAt(root, path.Whole, OpenFlags.PathOnly, ParentDirectories.Inside, out _) is { } present)
        {
            return present;
        }

        using var parents = new ParentDirectories(root, () => { });
        if (!isDirectory)
        {
            Kernel.TryOpenPathAt(
                parents.Open(path.Parent), path.Name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | Kernel.NoFollow, ParentDirectories.Inside, out _, FileMode)?.Dispose();
        }
        else
        {
            parents.Open(path.Whole);
        }

        return Kernel.OpenPathAt(root, path.Whole, OpenFlags.PathOnly, ParentDirectories.Inside);
    }
}
