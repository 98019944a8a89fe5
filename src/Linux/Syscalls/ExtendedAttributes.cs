using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int AttributeLimitBytes = 64 * 1024;

    /// <summary>Sets an attribute of the file behind a handle, which may be of <see cref="OpenFlags.PathOnly"/>.</summary>
    /// <returns>The errno; EOPNOTSUPP where the file system or this kind of file takes none.</returns>
    /// <remarks>setxattr(2), xattr(7)</remarks>
    public static Errno TrySetAttribute(FileDescriptor file, string name, ReadOnlySpan<byte> value) =>
        ErrnoOf(SetAttribute(file.ProcPath, name, value, (nuint)value.Length, 0));

    /// <summary>The value of an attribute; null where the file has none of this name.</summary>
    /// <remarks>getxattr(2): at most 64 KiB.</remarks>
    public static byte[]? GetAttribute(FileDescriptor file, string name)
    {
        var buffer = new byte[AttributeLimitBytes];
        var length = GetAttribute(file.ProcPath, name, buffer, (nuint)buffer.Length);
        return length >= 0 ? buffer[..(int)length]
            : LastErrno is Errno.ENODATA or Errno.EOPNOTSUPP ? null
            : throw new LinuxException("getxattr", LastErrno, name);
    }

    /// <summary>The names of all attributes that the caller may see; none where the file system has no attributes.</summary>
    /// <remarks>listxattr(2): at most 64 KiB.</remarks>
    public static IReadOnlyList<string> ListAttributes(FileDescriptor file)
    {
        var length = ListAttributes(file.ProcPath, [], 0);
        if (length == 0 || (length < 0 && LastErrno == Errno.EOPNOTSUPP))
        {
            return [];
        }

        var buffer = new byte[AttributeLimitBytes];
        length = (nint)Check((long)ListAttributes(file.ProcPath, buffer, (nuint)buffer.Length), "listxattr");
        return System.Text.Encoding.UTF8.GetString(buffer.AsSpan(0, (int)length)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    [LibraryImport("libc", EntryPoint = "listxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ListAttributes(string path, Span<byte> names, nuint size);

    [LibraryImport("libc", EntryPoint = "setxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetAttribute(string path, string name, ReadOnlySpan<byte> value, nuint size, int flags);

    [LibraryImport("libc", EntryPoint = "getxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetAttribute(string path, string name, Span<byte> value, nuint size);
}
