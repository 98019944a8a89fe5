using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Rootfs;

/// <summary>The container's root: mounted first, entered by pivot_root when all is in place.</summary>
internal static class RootMount
{
    private const ulong MsRecursive = 0x4000;
    private const ulong MsMove = 0x2000;

    /// <summary>Adds the steps that mount the root on the directory that the config names, and answers with what is known of it.</summary>
    /// <remarks>
    /// A first mount whose destination is "/" is the root itself: an engine's overlay so lives and dies with the container's mount namespace, and nothing is
    /// mounted on the host.
    /// </remarks>
    public static RootTree Add(Creation creation)
    {
        var program = creation.Program;
        program.Describe("error preparing rootfs");
        Isolate(creation);
        FileDescriptor tree;
        Slot handle;
        if (creation.Config.Mounts is [{ Destination: "/" } mount, ..])
        {
            tree = creation.Keep(RootFileSystem.Make(creation, mount));
            handle = program.NewSlot(tree.Number);
        }
        else
        {
            tree = creation.Keep(Kernel.Open(creation.RootPath, OpenFlags.PathOnly | Kernel.DirectoryOnly));
            handle = program.NewSlot();
            program.OpenTree(creation.RootPath, OpenTreeFlags.Clone | OpenTreeFlags.Recursive, handle);
        }

        var place = program.NewSlot();
        program.Open(creation.RootPath, OpenFlags.PathOnly | Kernel.DirectoryOnly, place);
        program.MoveMount(handle, place);
        program.Close(place);
        program.Describe(null);
        return new RootTree(handle, tree);
    }

    /// <summary>Adds the steps after which the root is the process's root and the host's file systems are gone.</summary>
    public static void Enter(Creation creation, Slot root)
    {
        var program = creation.Program;
        program.Describe("error entering rootfs");
        if (creation.Config.Root is { Readonly: true })
        {
            program.SetMountAttributes(root, new MountChange { Set = MountAttributes.ReadOnly }, recursive: false);
        }

        var old = program.NewSlot();
        program.Open("/", OpenFlags.PathOnly | Kernel.DirectoryOnly, old);
        program.ChangeToDirectory(root);
        if (creation.NoPivot)
        {
            // An initramfs cannot be pivoted away from: move the root over it instead.
            program.MountOld(".", "/", null, MsMove);
            program.Chroot(".");
        }
        else
        {
            // pivot_root(2) "pivot_root(".", ".")": old and new root are stacked, so no directory is needed for the old one.
            // The dot is now the new root, which keeps its propagation: go to the old one before changing that.
            program.PivotRoot(".", ".");
            program.ChangeToDirectory(old);
            program.MountOld(null, ".", null, MsRecursive | (ulong)MountPropagation.Slave);
            program.Unmount(".", detach: true);
        }

        program.Chdir("/");
        if (Propagation(creation.Config.Linux) is { } propagation)
        {
            program.MountOld(null, "/", null, propagation);
        }

        program.Describe(null);
    }

    /// <summary>Keeps what is mounted from here on from reaching the host.</summary>
    private static void Isolate(Creation creation)
    {
        var program = creation.Program;
        program.MountOld(null, "/", null, Propagation(creation.Config.Linux) ?? (MsRecursive | (ulong)MountPropagation.Slave));

        // pivot_root refuses where the mount above the root is shared; which one that is, is found by trying.
        var found = program.NewLabel();
        for (var path = creation.RootPath; path.Length > 1; path = Path.GetDirectoryName(path) ?? "/")
        {
            program.MountOld(null, path, null, (ulong)MountPropagation.Private).Allow(Errno.EINVAL).OnSuccess(found);
        }

        program.MountOld(null, "/", null, (ulong)MountPropagation.Private).Allow(Errno.EINVAL);
        program.Mark(found);
    }

    private static ulong? Propagation(LinuxConfig? linux) => linux?.RootfsPropagation switch
    {
        null or "" => null,
        "private" => (ulong)MountPropagation.Private,
        "rprivate" => MsRecursive | (ulong)MountPropagation.Private,
        "slave" => (ulong)MountPropagation.Slave,
        "rslave" => MsRecursive | (ulong)MountPropagation.Slave,
        "shared" => (ulong)MountPropagation.Shared,
        "rshared" => MsRecursive | (ulong)MountPropagation.Shared,
        "unbindable" => (ulong)MountPropagation.Unbindable,
        "runbindable" => MsRecursive | (ulong)MountPropagation.Unbindable,
        var other => throw new ConfigException("linux.rootfsPropagation", $"unknown propagation {other}"),
    };
}
