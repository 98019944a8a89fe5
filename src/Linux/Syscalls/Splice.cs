using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const uint SpliceMove = 1;
    private const uint SpliceNonBlocking = 2;

    /// <summary>Moves bytes from one descriptor to another without their passing through this process. One of the two is a pipe.</summary>
    /// <returns>How many; 0 at the end; -1 with the errno, of which EAGAIN says that there is nothing to move, or no room, at present.</returns>
    /// <remarks>splice(2)</remarks>
    public static int TrySplice(FileDescriptor from, FileDescriptor to, int most, out Errno errno)
    {
        nint count;
        do
        {
            count = SpliceCall(from.Number, 0, to.Number, 0, most, SpliceMove | SpliceNonBlocking);
            errno = count < 0 ? LastErrno : Errno.None;
        }
        while (errno == Errno.EINTR);
        return (int)count;
    }

    [LibraryImport("libc", EntryPoint = "splice", SetLastError = true)]
    private static partial nint SpliceCall(int from, nint fromOffset, int to, nint toOffset, nint most, uint flags);
}
