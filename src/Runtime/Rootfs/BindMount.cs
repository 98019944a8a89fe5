using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Rootfs;

/// <summary>A file or directory of the host in the container.</summary>
/// <remarks>
/// The parent opens the source, as a detached copy of its mount, and gives it its attributes; the child only attaches it. So a source that the
/// container's user namespace cannot reach is no obstacle, and between check and use there is no path.
/// </remarks>
internal static class BindMount
{
    public static void Add(Creation creation, RootTree root, string place, ContainerMount mount, MountOptions options)
    {
        var tree = creation.Keep(OpenSource(creation, mount, options));
        var isDirectory = Kernel.Status(tree).Type == FileType.Directory;
        var target = MountPoint.Open(creation.Program, root.Handle, place, isDirectory);
        creation.Program.MoveMount(tree.Number, target);

        // Only once it is attached: a peer group is that of the place, not of the copy.
        Mounts.SetPropagation(creation.Program, tree.Number, options);
        creation.Program.Close(target);
        root.Cover(place, tree);
    }

    /// <summary>A copy of the source's mount, with the attributes and owners that the config asks for.</summary>
    public static FileDescriptor OpenSource(Creation creation, ContainerMount mount, MountOptions options)
    {
        if (string.IsNullOrEmpty(mount.Source))
        {
            throw new ConfigException("source", "is missing");
        }

        var source = Path.IsPathRooted(mount.Source) ? mount.Source : Path.Combine(creation.Bundle, mount.Source);
        var recursive = options.IsRecursiveBind ? OpenTreeFlags.Recursive : OpenTreeFlags.None;
        var tree = Kernel.OpenTree(source, OpenTreeFlags.Clone | recursive);
        Apply(tree, options.Change, recursive: false, source);
        Apply(tree, options.RecursiveChange, recursive: true, source);
        if (options.IsIdMapped || mount.UidMappings is { Count: > 0 })
        {
            IdMappedMount.Apply(tree, mount, creation.Config.Linux, options.IsRecursivelyIdMapped, source);
        }

        return tree;
    }

    private static void Apply(FileDescriptor tree, MountChange change, bool recursive, string source)
    {
        if (change.Set != 0 || change.Clear != 0)
        {
            Kernel.SetMountAttributes(tree, change, recursive, source);
        }
    }
}
