using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int LinkLimitBytes = 4096;

    /// <summary>What a symbolic link in an open directory says.</summary>
    /// <remarks>readlinkat(2)</remarks>
    public static UnixPath ReadLinkAt(FileDescriptor directory, UnixPath name)
    {
        var buffer = new byte[LinkLimitBytes];
        var length = Check((long)ReadLinkAt(directory.Number, name.Terminated, buffer, (nuint)buffer.Length), "readlinkat", name.ToString());
        return UnixPath.Of(buffer.AsSpan(0, (int)length));
    }

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    private static partial nint ReadLinkAt(int directory, ReadOnlySpan<byte> name, Span<byte> buffer, nuint size);
}
