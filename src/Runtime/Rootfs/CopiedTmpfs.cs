using System.Globalization;
using Gantry.Linux;
using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Rootfs;

/// <summary>A tmpfs that begins with a copy of the directory it covers: <c>tmpcopyup</c>.</summary>
/// <remarks>The parent makes and fills it, and the child only attaches it: a system call program cannot walk a tree.</remarks>
internal static class CopiedTmpfs
{
    private static readonly CopyTreeLimits Limits = new() { Entries = 1_000_000, Bytes = 4L << 30 };

    public static void Add(Creation creation, RootTree root, Place place, ContainerMount mount, MountOptions options)
    {
        var data = options.Data.Select(option => OfTheHost(option, creation)).ToList();
        if (FileSystemMount.CoveredMode(place) is { } mode)
        {
            data.Insert(0, mode);
        }

        // Read-only is what the container finds, not what the copy is written through.
        var tree = creation.Keep(DetachedFileSystem.Make(mount.Type!, mount.Source, MountOptions.Parse([]), data));
        if (place.Found is not null)
        {
            using var source = Kernel.TryOpenAt2(place.Found, ".", OpenFlags.ReadOnly | Kernel.DirectoryOnly, MountPoint.WithoutLinks, out _);
            if (source is not null)
            {
                Fill(source, tree, options.Data);
            }
        }

        Kernel.SetMountAttributes(tree, options.Change, recursive: false, mount.Destination);
        var target = MountPoint.Open(creation.Program, root.Handle, place.Path, isDirectory: true);
        creation.Program.MoveMount(tree.Number, target);
        Mounts.SetPropagation(creation.Program, tree.Number, options);
        creation.Program.Close(target);
        root.Cover(place.Path, tree);
    }

    private static void Fill(FileDescriptor source, FileDescriptor tree, IReadOnlyList<string> options)
    {
        using var top = Kernel.OpenAt2(tree, ".", OpenFlags.ReadOnly | Kernel.DirectoryOnly, MountPoint.WithoutLinks);
        CopyTree.Content(source, top, Limits);
        if (!options.Any(static option => option.StartsWith("uid=", StringComparison.Ordinal) || option.StartsWith("gid=", StringComparison.Ordinal)))
        {
            var status = Kernel.Status(source);
            Kernel.ChangeOwner(top, status.Uid, status.Gid);
        }
    }

    /// <summary>An owner that the options name is one of the container's, and the file system is made outside its user namespace.</summary>
    private static string OfTheHost(string option, Creation creation)
    {
        if (!creation.Namespaces.HasUser || option.Split('=', 2) is not [("uid" or "gid") and var key, var text]
            || !uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return option;
        }

        var maps = key == "uid" ? creation.Config.Linux?.UidMappings : creation.Config.Linux?.GidMappings;
        var map = maps?.FirstOrDefault(map => id >= map.ContainerId && id - map.ContainerId < map.Size)
            ?? throw new ConfigException("options", $"{option}: the user namespace's maps do not have this id");
        return $"{key}={map.HostId + (id - map.ContainerId)}";
    }
}
