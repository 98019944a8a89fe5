using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const long ReadOnlyFlag = 1;

    /// <summary>Whether the mount, or the file system, that a path of ours lies on is read-only.</summary>
    /// <remarks>statfs(2) ST_RDONLY</remarks>
    public static unsafe bool IsOnReadOnlyMount(string path)
    {
        // struct statfs of 64-bit architectures: fifteen words, the flags in the eleventh.
        const int words = 15;
        const int flags = 10;
        var buffer = stackalloc long[words];
        Check(StatFs(path, buffer), "statfs", path);
        return (buffer[flags] & ReadOnlyFlag) != 0;
    }

    [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatFs(string path, long* buffer);
}
