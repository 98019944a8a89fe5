using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const uint MemoryFileCloseOnExec = 1;

    /// <summary>An empty file that lives in memory and has no path.</summary>
    /// <param name="name">What <c>/proc/PID/fd</c> shows.</param>
    /// <remarks>memfd_create(2)</remarks>
    public static FileDescriptor MemoryFile(string name) => Open(MemoryFileCall(name, MemoryFileCloseOnExec), "memfd_create", name);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemoryFileCall(string name, uint flags);
}
