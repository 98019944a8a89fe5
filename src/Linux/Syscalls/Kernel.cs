using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>System calls as C#: each throws <see cref="LinuxException"/> with its name, the error and the path it was about.</summary>
/// <remarks>One topic, one file. A <c>Try…</c> form answers with the errno where "no" is an ordinary answer.</remarks>
public static partial class Kernel
{
    /// <summary>The error of the last call on this thread.</summary>
    internal static Errno LastErrno => (Errno)Marshal.GetLastPInvokeError();

    private static int Check(int result, string call, string? path = null) =>
        result >= 0 ? result : throw new LinuxException(call, LastErrno, path);

    private static long Check(long result, string call, string? path = null) =>
        result >= 0 ? result : throw new LinuxException(call, LastErrno, path);

    private static FileDescriptor Open(long result, string call, string? path = null) => new((int)Check(result, call, path));

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Invoke(long number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0);
}
