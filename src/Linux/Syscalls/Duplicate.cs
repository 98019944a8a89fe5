using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int DuplicateCloseOnExec = 1030;

    /// <summary>A second descriptor of the same open file, close-on-exec, with a number above <paramref name="floor"/>.</summary>
    /// <remarks>fcntl(2) F_DUPFD_CLOEXEC</remarks>
    public static FileDescriptor DuplicateAbove(FileDescriptor descriptor, int floor = 2) =>
        Open(Fcntl(descriptor.Number, DuplicateCloseOnExec, floor + 1), "fcntl F_DUPFD_CLOEXEC");

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int descriptor, int command, nint argument);
}
