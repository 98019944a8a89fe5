using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>A moment of the kernel's clock: seconds since 1970, negative before, and nanoseconds from 0 to 999,999,999.</summary>
public readonly record struct FileTime(long Seconds, long Nanoseconds);

// All act on an open handle, which may be of OpenFlags.PathOnly: a name may be exchanged for a link between two calls, a handle cannot.
public static partial class Kernel
{
    /// <summary>fchownat(2), AT_EMPTY_PATH. Clears setuid and file capabilities: set those after.</summary>
    public static void ChangeOwner(FileDescriptor file, uint uid, uint gid) =>
        Check(ChangeOwnerAt(file.Number, [0], uid, gid, EmptyPath), "fchownat");

    /// <summary>chmod(2) by the handle; not for symbolic links, which have no mode.</summary>
    public static void ChangeMode(FileDescriptor file, uint mode) => Check(ChangeModeOfPath(file.ProcPath, mode), "chmod");

    /// <summary>fchmod(2), for a file that is open for reading or writing: no path has to be walked.</summary>
    public static void ChangeModeOfOpen(FileDescriptor file, uint mode) => Check(ChangeModeOfFile(file.Number, mode), "fchmod");

    /// <summary>Sets the times of last access and modification.</summary>
    /// <remarks>utimensat(2), AT_EMPTY_PATH, Linux 5.8</remarks>
    public static void ChangeTimes(FileDescriptor file, FileTime accessed, FileTime modified) =>
        Check(ChangeTimesAt(file.Number, [0], [accessed, modified], EmptyPath), "utimensat");

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true)]
    private static partial int ChangeOwnerAt(int directory, ReadOnlySpan<byte> path, uint uid, uint gid, int flags);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeModeOfPath(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeModeOfFile(int file, uint mode);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true)]
    private static partial int ChangeTimesAt(int directory, ReadOnlySpan<byte> path, ReadOnlySpan<FileTime> times, int flags);
}
