using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    /// <summary>Fills a buffer with bytes that nobody can guess.</summary>
    /// <remarks>getrandom(2), Linux 3.17. Not the class library's: that loads libcrypto for it, 3 MB of a process that may need it for nothing else.</remarks>
    public static void FillRandom(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = GetRandom(buffer, (nuint)buffer.Length, 0);
            if (count < 0 && LastErrno != Errno.EINTR)
            {
                throw new LinuxException("getrandom", LastErrno);
            }

            buffer = buffer[(int)Math.Max(count, 0)..];
        }
    }

    [LibraryImport("libc", EntryPoint = "getrandom", SetLastError = true)]
    private static partial nint GetRandom(Span<byte> buffer, nuint length, uint flags);
}
