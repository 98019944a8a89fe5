using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int LockExclusive = 2;

    /// <summary>Waits for the exclusive lock of an open file; it is held until the last copy of the descriptor is closed.</summary>
    /// <remarks>flock(2)</remarks>
    public static void LockFile(FileDescriptor file)
    {
        while (Flock(file.Number, LockExclusive) < 0)
        {
            if (LastErrno != Errno.EINTR)
            {
                throw new LinuxException("flock", LastErrno);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(int descriptor, int operation);
}
