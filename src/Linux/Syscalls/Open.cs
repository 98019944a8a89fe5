using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>Flags of open(2).</summary>
[Flags]
public enum OpenFlags
{
    ReadOnly = 0,
    WriteOnly = 0x1,
    ReadWrite = 0x2,
    Create = 0x40,
    Exclusive = 0x80,
    NoControllingTerminal = 0x100,
    Truncate = 0x200,
    Append = 0x400,
    NonBlocking = 0x800,
    CloseOnExec = 0x80000,

    /// <summary>The file itself, for use as a handle: neither readable nor writable.</summary>
    PathOnly = 0x200000,
}

/// <summary>How openat2(2) may walk a path.</summary>
[Flags]
public enum ResolveFlags
{
    None = 0,
    NoCrossMount = 0x01,
    NoMagicLinks = 0x02,
    NoSymlinks = 0x04,
    Beneath = 0x08,
    InRoot = 0x10,
}

public static partial class Kernel
{
    private const int AtCurrentDirectory = -100;

    // O_DIRECTORY and O_NOFOLLOW are the two flags whose bits differ between x86-64 and arm64.
    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>O_DIRECTORY: fails with ENOTDIR on anything else.</summary>
    public static OpenFlags DirectoryOnly => (OpenFlags)(Arm ? 0x4000 : 0x10000);

    /// <summary>O_NOFOLLOW: with <see cref="OpenFlags.PathOnly"/> opens a symbolic link itself, else fails with ELOOP.</summary>
    public static OpenFlags NoFollow => (OpenFlags)(Arm ? 0x8000 : 0x20000);

    /// <summary>Opens a path that we chose ourselves; for a path from outside use <see cref="OpenAt2"/>.</summary>
    public static FileDescriptor Open(string path, OpenFlags flags, uint mode = 0) =>
        Open(OpenAt(AtCurrentDirectory, path, (int)(flags | OpenFlags.CloseOnExec), mode), "open", path);

    /// <summary>Opens a path below a directory as <paramref name="resolve"/> allows: the only way to walk a path that somebody else wrote.</summary>
    /// <remarks>openat2(2), Linux 5.6</remarks>
    public static FileDescriptor OpenAt2(FileDescriptor directory, string path, OpenFlags flags, ResolveFlags resolve, uint mode = 0)
    {
        var descriptor = TryOpenAt2(directory, path, flags, resolve, out var errno, mode);
        return descriptor ?? throw new LinuxException("openat2", errno, path);
    }

    /// <summary>As <see cref="OpenAt2"/>, with null and the errno where the file cannot be opened.</summary>
    public static unsafe FileDescriptor? TryOpenAt2(
        FileDescriptor directory, string path, OpenFlags flags, ResolveFlags resolve, out Errno errno, uint mode = 0)
    {
        var how = new OpenHow { Flags = (ulong)(flags | OpenFlags.CloseOnExec), Mode = mode, Resolve = (ulong)resolve };
        using var name = new NativeString(path);
        long result;
        do
        {
            result = Invoke(SyscallNumber.OpenAt2, directory.Number, name.Pointer, (nint)(&how), sizeof(OpenHow));
            errno = result < 0 ? LastErrno : Errno.None;
        }
        // EAGAIN: the kernel could not prove, under a concurrent rename or mount, that ".." stayed inside.
        while (errno is Errno.EAGAIN or Errno.EINTR);
        return result < 0 ? null : new FileDescriptor((int)result);
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(int directory, string path, int flags, uint mode);
}
