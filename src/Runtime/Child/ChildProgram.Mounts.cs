using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Child;

internal sealed unsafe partial class ChildProgram
{
    private const int MoveFromEmpty = 0x4;
    private const int MoveToEmpty = 0x40;

    /// <summary>FSCONFIG_* of fsconfig(2).</summary>
    private const int SetFlag = 0;
    private const int SetString = 1;
    private const int Create = 6;

    public Step OpenTree(Argument mount, OpenTreeFlags flags, Slot result) =>
        Call(
            SyscallNumber.OpenTree, "open_tree"u8, 0,
            mount, Empty, (int)(flags | OpenTreeFlags.EmptyPath | OpenTreeFlags.CloseOnExec)).Into(result);

    /// <summary>As the other, of a path of ours.</summary>
    public Step OpenTree(string path, OpenTreeFlags flags, Slot result)
    {
        var text = Memory.Text(path);
        return Call(SyscallNumber.OpenTree, "open_tree"u8, text, AtCurrentDirectory, text, (int)(flags | OpenTreeFlags.CloseOnExec)).Into(result);
    }

    /// <summary>Attaches a detached mount on top of an open file or directory.</summary>
    public Step MoveMount(Argument mount, Argument target) =>
        Call(SyscallNumber.MoveMount, "move_mount"u8, 0, mount, Empty, target, Empty, MoveFromEmpty | MoveToEmpty);

    public Step SetMountAttributes(Argument mount, MountChange change, bool recursive) =>
        Call(
            SyscallNumber.MountSetAttr, "mount_setattr"u8, 0,
            mount, Empty, Kernel.EmptyPath | (recursive ? Kernel.Recursive : 0), (nint)Memory.New(change), sizeof(MountChange));

    public Step FsOpen(string type, Slot context)
    {
        var text = Memory.Text(type);
        return Call(SyscallNumber.FsOpen, "fsopen"u8, text, text, 1).Into(context);
    }

    public Step FsConfigure(Slot context, string key, string value)
    {
        var text = Memory.Text(key);
        return Call(SyscallNumber.FsConfig, "mount option"u8, text, context, SetString, text, Memory.Text(value), 0);
    }

    public Step FsConfigure(Slot context, string flag)
    {
        var text = Memory.Text(flag);
        return Call(SyscallNumber.FsConfig, "mount option"u8, text, context, SetFlag, text, 0, 0);
    }

    public Step FsCreate(Slot context) => Call(SyscallNumber.FsConfig, "mount"u8, 0, context, Create, 0, 0, 0);

    public Step FsMount(Slot context, MountAttributes attributes, Slot mount) =>
        Call(SyscallNumber.FsMount, "fsmount"u8, 0, context, 1, (nint)attributes).Into(mount);

    /// <summary>mount(2), for what the newer calls cannot say: propagation by path, and options longer than 255 bytes on older kernels.</summary>
    public Step MountOld(string? source, string target, string? type, ulong flags, string? data = null)
    {
        var text = Memory.Text(target);
        return Call(
            SyscallNumber.Mount, "mount"u8, text,
            source is null ? 0 : Memory.Text(source), text, type is null ? 0 : Memory.Text(type), (nint)flags, data is null ? 0 : Memory.Text(data));
    }

    public Step Unmount(string target, bool detach)
    {
        var text = Memory.Text(target);
        return Call(SyscallNumber.Umount2, "umount"u8, text, text, detach ? 2 : 0);
    }

    public Step PivotRoot(string newRoot, string putOld)
    {
        var text = Memory.Text(newRoot);
        return Call(SyscallNumber.PivotRoot, "pivot_root"u8, text, text, Memory.Text(putOld));
    }

    public Step Chroot(string path)
    {
        var text = Memory.Text(path);
        return Call(SyscallNumber.Chroot, "chroot"u8, text, text);
    }
}
