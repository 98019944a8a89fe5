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

    public Step OpenTree(Argument mount, OpenTreeFlags flags, Slot result, string subject) =>
        Call(
            SyscallNumber.OpenTree, "open_tree"u8, Memory.Text(subject),
            mount, Empty, (int)(flags | OpenTreeFlags.EmptyPath | OpenTreeFlags.CloseOnExec)).Into(result);

    /// <summary>Attaches a detached mount on top of an open file or directory.</summary>
    public Step MoveMount(Argument mount, Argument target, string subject) =>
        Call(SyscallNumber.MoveMount, "mount"u8, Memory.Text(subject), mount, Empty, target, Empty, MoveFromEmpty | MoveToEmpty);

    public Step SetMountAttributes(Argument mount, MountChange change, bool recursive, string subject) =>
        Call(
            SyscallNumber.MountSetAttr, "mount_setattr"u8, Memory.Text(subject),
            mount, Empty, Kernel.EmptyPath | (recursive ? Kernel.Recursive : 0), (nint)Memory.New(change), sizeof(MountChange));

    public Step FsOpen(string type, Slot context, string subject) =>
        Call(SyscallNumber.FsOpen, "fsopen"u8, Memory.Text($"{type} for {subject}"), Memory.Text(type), 1).Into(context);

    public Step FsConfigure(Slot context, string key, string value, string subject) =>
        Call(
            SyscallNumber.FsConfig, "mount option"u8, Memory.Text($"{key}={value} of {subject}"),
            context, SetString, Memory.Text(key), Memory.Text(value), 0);

    public Step FsConfigure(Slot context, string flag, string subject) =>
        Call(SyscallNumber.FsConfig, "mount option"u8, Memory.Text($"{flag} of {subject}"), context, SetFlag, Memory.Text(flag), 0, 0);

    public Step FsCreate(Slot context, string subject) =>
        Call(SyscallNumber.FsConfig, "mount"u8, Memory.Text(subject), context, Create, 0, 0, 0);

    public Step FsMount(Slot context, MountAttributes attributes, Slot mount, string subject) =>
        Call(SyscallNumber.FsMount, "fsmount"u8, Memory.Text(subject), context, 1, (nint)attributes).Into(mount);

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
