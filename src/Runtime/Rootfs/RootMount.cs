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

    /// <summary>Adds the steps that mount the root, and answers with its handle.</summary>
    /// <remarks>
    /// A first mount whose destination is "/" is the root itself, on top of the directory that the config names: an engine's overlay so lives and dies with
    /// the container's mount namespace, and nothing is mounted on the host.
    /// </remarks>
    public static Slot Add(Creation creation)
    {
        var program = creation.Program;
        var handle = program.NewSlot();
        program.Describe("error preparing rootfs");
        Isolate(creation);
        if (creation.Config.Mounts is [{ Destination: "/" } mount, ..])
        {
            MountFileSystem(program, creation.RootPath, mount);
            program.Open(creation.RootPath, OpenFlags.PathOnly | Kernel.DirectoryOnly, handle);
        }
        else
        {
            var place = program.NewSlot();
            program.OpenTree(creation.RootPath, OpenTreeFlags.Clone | OpenTreeFlags.Recursive, handle);
            program.Open(creation.RootPath, OpenFlags.PathOnly | Kernel.DirectoryOnly, place);
            program.MoveMount(handle, place);
            program.Close(place);
        }

        program.Describe(null);
        return handle;
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
            program.PivotRoot(".", ".");
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

    private static void MountFileSystem(ChildProgram program, string path, ContainerMount mount)
    {
        var options = MountOptions.Parse(mount.Options ?? []);
        const int page = 4096;
        var data = string.Join(',', options.Data);
        if (System.Text.Encoding.UTF8.GetByteCount(data) >= page)
        {
            throw new ConfigException("mounts[0].options", $"longer than {page - 1} bytes, which mount(2) takes");
        }

        program.MountOld(mount.Source ?? mount.Type, path, mount.Type, options.Set.HasFlag(MountAttributes.ReadOnly) ? 1UL : 0, data);
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
