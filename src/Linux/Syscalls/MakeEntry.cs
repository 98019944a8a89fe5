using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

// Each makes one name in an open directory and follows nothing. The answer is the errno: a name that is already there is an ordinary
// answer to whoever unpacks an archive.
public static partial class Kernel
{
    /// <summary>mkdirat(2)</summary>
    public static Errno TryMakeDirectoryAt(FileDescriptor directory, UnixPath name, uint mode) =>
        ErrnoOf(MakeDirectoryAt(directory.Number, name.Terminated, mode));

    /// <summary>mknodat(2); the device counts only for devices.</summary>
    public static Errno TryMakeNodeAt(FileDescriptor directory, UnixPath name, FileType type, uint mode, DeviceId device = default) =>
        ErrnoOf(MakeNodeAt(directory.Number, name.Terminated, (uint)type | mode, device.Encoded));

    /// <summary>symlinkat(2)</summary>
    public static Errno TryMakeSymbolicLinkAt(UnixPath target, FileDescriptor directory, UnixPath name) =>
        ErrnoOf(MakeSymbolicLinkAt(target.Terminated, directory.Number, name.Terminated));

    /// <summary>linkat(2): a symbolic link as the source is itself given the second name.</summary>
    public static Errno TryMakeHardLinkAt(FileDescriptor sourceDirectory, UnixPath source, FileDescriptor directory, UnixPath name) =>
        ErrnoOf(MakeHardLinkAt(sourceDirectory.Number, source.Terminated, directory.Number, name.Terminated, 0));

    private static Errno ErrnoOf(int result) => result < 0 ? LastErrno : Errno.None;

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static partial int MakeDirectoryAt(int directory, ReadOnlySpan<byte> name, uint mode);

    [LibraryImport("libc", EntryPoint = "mknodat", SetLastError = true)]
    private static partial int MakeNodeAt(int directory, ReadOnlySpan<byte> name, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    private static partial int MakeSymbolicLinkAt(ReadOnlySpan<byte> target, int directory, ReadOnlySpan<byte> name);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    private static partial int MakeHardLinkAt(
        int sourceDirectory, ReadOnlySpan<byte> source, int directory, ReadOnlySpan<byte> name, int flags);
}
