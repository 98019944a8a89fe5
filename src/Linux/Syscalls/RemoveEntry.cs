using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const uint ExchangeFlag = 2;

    /// <summary>Removes a name that is no directory; EISDIR is the answer for one that is.</summary>
    /// <remarks>unlinkat(2)</remarks>
    public static Errno TryUnlinkAt(FileDescriptor directory, UnixPath name) => ErrnoOf(UnlinkAt(directory.Number, name.Terminated, 0));

    /// <summary>Removes an empty directory.</summary>
    /// <remarks>unlinkat(2), AT_REMOVEDIR</remarks>
    public static Errno TryRemoveDirectoryAt(FileDescriptor directory, UnixPath name) =>
        ErrnoOf(UnlinkAt(directory.Number, name.Terminated, AtRemoveDirectory));

    /// <summary>Moves a name to another directory of the same file system; an existing file or empty directory there is replaced.</summary>
    /// <remarks>renameat(2)</remarks>
    public static Errno TryRenameAt(FileDescriptor fromDirectory, UnixPath from, FileDescriptor toDirectory, UnixPath to) =>
        ErrnoOf(RenameAt(fromDirectory.Number, from.Terminated, toDirectory.Number, to.Terminated));

    /// <summary>Exchanges two names of a directory in one step.</summary>
    /// <remarks>renameat2(2), RENAME_EXCHANGE</remarks>
    public static Errno TryExchangeAt(FileDescriptor directory, UnixPath one, UnixPath other) =>
        ErrnoOf(RenameAt2(directory.Number, one.Terminated, directory.Number, other.Terminated, ExchangeFlag));

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    private static partial int RenameAt2(
        int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to, uint flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    private static partial int RenameAt(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int UnlinkAt(int directory, ReadOnlySpan<byte> name, int flags);
}
