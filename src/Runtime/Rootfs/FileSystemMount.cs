using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Rootfs;

/// <summary>A new file system, such as proc, sysfs, tmpfs, devpts or mqueue: made by the child, for it belongs to the child's namespaces.</summary>
internal static class FileSystemMount
{
    /// <summary>Options of the whole file system that fsconfig(2) takes without a value.</summary>
    private static readonly string[] SuperblockFlags = ["sync", "async", "dirsync", "lazytime", "nolazytime", "mand", "nomand", "silent"];

    public static void Add(ChildProgram program, Slot root, Place place, ContainerMount mount, MountOptions options)
    {
        if (string.IsNullOrEmpty(mount.Type))
        {
            throw new ConfigException("type", "is missing, and the options name no bind");
        }

        // A link in place of /proc or /sys would put the container's own files where the runtime and everybody else expects the kernel's.
        var target = mount.Type is "proc" or "sysfs"
            ? MountPoint.Open(program, root, mount.Destination, isDirectory: true, Kernel.DirectoryOnly | Kernel.NoFollow)
            : MountPoint.Open(program, root, place.Path, isDirectory: true);
        var fresh = Make(program, mount.Type, mount.Source, options, mount.Type == "tmpfs" ? CoveredMode(place) : null);
        program.MoveMount(fresh, target);
        Mounts.SetPropagation(program, fresh, options);
        program.Close(target);
        program.Close(fresh);
    }

    /// <summary>A tmpfs has the mode of the directory that it covers, unless its options name another.</summary>
    public static string? CoveredMode(Place place) =>
        place.Found is not null && Kernel.Status(place.Found) is { Type: FileType.Directory, Mode: var mode } ? $"mode={Convert.ToString(mode, 8)}" : null;

    /// <summary>Adds the steps that make a detached mount of a new file system.</summary>
    public static Slot Make(ChildProgram program, string type, string? source, MountOptions options, string? firstOption = null)
    {
        var context = program.NewSlot();
        var mount = program.NewSlot();
        program.FsOpen(type, context);
        program.FsConfigure(context, "source", string.IsNullOrEmpty(source) ? type : source);
        foreach (var option in firstOption is null ? options.Data : options.Data.Prepend(firstOption))
        {
            Configure(program, context, option);
        }

        program.FsCreate(context);
        program.FsMount(context, options.Set, mount);
        program.Close(context);
        return mount;
    }

    private static void Configure(ChildProgram program, Slot context, string option)
    {
        var equals = option.IndexOf('=');
        if (equals < 0 || Array.IndexOf(SuperblockFlags, option) >= 0)
        {
            program.FsConfigure(context, option);
        }
        else
        {
            program.FsConfigure(context, option[..equals], option[(equals + 1)..]);
        }
    }
}
