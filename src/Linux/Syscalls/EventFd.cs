using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    /// <summary>A counter that the kernel raises and that is readable while it is not zero; non-blocking.</summary>
    /// <remarks>eventfd(2)</remarks>
    public static FileDescriptor EventFd() => Open(EventFd(0, (int)(OpenFlags.CloseOnExec | OpenFlags.NonBlocking)), "eventfd");

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint initial, int flags);
}
