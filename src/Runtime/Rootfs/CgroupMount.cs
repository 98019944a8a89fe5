using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Rootfs;

/// <summary>The container's view of its control groups.</summary>
/// <remarks>runtime-spec config-linux.md "Default Filesystems"; cgroups(7)</remarks>
internal static class CgroupMount
{
    public static void Add(Creation creation, Slot root, string place, MountOptions options)
    {
        var program = creation.Program;
        var target = MountPoint.Open(program, root, place, isDirectory: true);
        var paths = creation.Cgroup.Location.Paths;
        if (!paths.TryGetValue("", out var unified) || paths.Count > 1)
        {
            AddHierarchies(program, target, paths, options);
        }
        else if (creation.Namespaces.New.HasFlag(NamespaceFlags.Cgroup))
        {
            var fresh = FileSystemMount.Make(program, "cgroup2", "cgroup", options);
            program.MoveMount(fresh, target);
            Mounts.SetPropagation(program, fresh, options);
        }
        else
        {
            Attach(program, unified, target, options);
        }
    }

    /// <summary>cgroup v1: a tmpfs with a directory for each hierarchy, and a link for each controller that shares one.</summary>
    private static void AddHierarchies(ChildProgram program, Slot target, IReadOnlyDictionary<string, string> paths, MountOptions options)
    {
        var top = FileSystemMount.Make(program, "tmpfs", "tmpfs", MountOptions.Parse(["nosuid", "noexec", "nodev", "mode=755"]));
        program.MoveMount(top, target);
        foreach (var hierarchy in paths.Where(static path => path.Key.Length > 0).GroupBy(static path => path.Value))
        {
            var controllers = hierarchy.Select(static path => path.Key.Replace("name=", "", StringComparison.Ordinal)).Order().ToList();
            var name = string.Join(',', controllers);
            var directory = program.NewSlot();
            program.Mkdir(top, name, 0x1ED);
            program.OpenAt2(top, name, OpenFlags.PathOnly | Kernel.DirectoryOnly, ResolveFlags.Beneath, directory);
            Attach(program, hierarchy.Key, directory, options);
            if (controllers.Count > 1)
            {
                controllers.ForEach(controller => program.Symlink(name, top, controller));
            }
        }

        program.SetMountAttributes(top, options.Change, recursive: false);
        Mounts.SetPropagation(program, top, options);
    }

    private static void Attach(ChildProgram program, string group, Slot target, MountOptions options)
    {
        var tree = program.NewSlot();
        program.OpenTree(group, OpenTreeFlags.Clone, tree);
        program.SetMountAttributes(tree, options.Change, recursive: false);
        program.MoveMount(tree, target);
        program.Close(tree);
        program.Close(target);
    }
}
