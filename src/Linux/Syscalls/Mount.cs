using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>Attributes of one mount, as opposed to its file system.</summary>
/// <remarks>mount_setattr(2)</remarks>
[Flags]
public enum MountAttributes : ulong
{
    None = 0,
    ReadOnly = 0x1,
    NoSetUid = 0x2,
    NoDevices = 0x4,
    NoExec = 0x8,

    NoAccessTime = 0x10,
    StrictAccessTime = 0x20,

    NoDirectoryAccessTime = 0x80,
    IdMap = 0x100000,
    NoSymlinkFollow = 0x200000,
}

/// <summary>How mounts and unmounts below one mount reach others.</summary>
/// <remarks>mount_namespaces(7)</remarks>
public enum MountPropagation : ulong
{
    Unchanged = 0,
    Unbindable = 1 << 17,
    Private = 1 << 18,
    Slave = 1 << 19,
    Shared = 1 << 20,
}

/// <summary>Flags of open_tree(2).</summary>
[Flags]
public enum OpenTreeFlags
{
    None = 0,

    /// <summary>A detached copy of the mount instead of a handle on it.</summary>
    Clone = 1,

    NoFollow = 0x100,

    /// <summary>The path is empty: the directory descriptor itself is meant.</summary>
    EmptyPath = 0x1000,

    /// <summary>With all mounts below.</summary>
    Recursive = 0x8000,
    CloseOnExec = 0x80000,
}

/// <summary>The argument of mount_setattr(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct MountChange
{
    public MountAttributes Set;
    public MountAttributes Clear;
    public MountPropagation Propagation;

    /// <summary>The descriptor of the user namespace whose maps <see cref="MountAttributes.IdMap"/> takes.</summary>
    public ulong UserNamespace;
}

public static partial class Kernel
{
    /// <summary>AT_EMPTY_PATH: the descriptor itself is meant.</summary>
    public const int EmptyPath = 0x1000;

    /// <summary>MOUNT_ATTR__ATIME: to be cleared whenever one of the access time settings, of which relatime is zero, is set.</summary>
    public const MountAttributes AccessTimeBits = (MountAttributes)0x70;

    /// <summary>AT_RECURSIVE</summary>
    public const int Recursive = 0x8000;

    /// <summary>Opens a mount, or with <see cref="OpenTreeFlags.Clone"/> a detached copy that vanishes with its descriptor.</summary>
    /// <remarks>open_tree(2), Linux 5.2</remarks>
    public static FileDescriptor OpenTree(string path, OpenTreeFlags flags)
    {
        using var name = new NativeString(path);
        return Open(Invoke(SyscallNumber.OpenTree, AtCurrentDirectory, name.Pointer, (nint)(flags | OpenTreeFlags.CloseOnExec)), "open_tree", path);
    }

    /// <summary>As the other, of an open file; <paramref name="path"/> only names it in an error.</summary>
    public static FileDescriptor OpenTree(FileDescriptor file, OpenTreeFlags flags, string? path = null)
    {
        using var empty = new NativeString("");
        var all = flags | OpenTreeFlags.CloseOnExec | OpenTreeFlags.EmptyPath;
        return Open(Invoke(SyscallNumber.OpenTree, file.Number, empty.Pointer, (nint)all), "open_tree", path);
    }

    /// <summary>Changes the attributes of an open mount.</summary>
    /// <param name="recursive">Also of all mounts below it.</param>
    /// <param name="path">Names the mount in an error.</param>
    /// <remarks>mount_setattr(2), Linux 5.12</remarks>
    public static unsafe void SetMountAttributes(FileDescriptor mount, MountChange change, bool recursive, string? path = null)
    {
        using var empty = new NativeString("");
        var flags = EmptyPath | (recursive ? Recursive : 0);
        Check(Invoke(SyscallNumber.MountSetAttr, mount.Number, empty.Pointer, flags, (nint)(&change), sizeof(MountChange)), "mount_setattr", path);
    }
}
