using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int AtRemoveDirectory = 0x200;

    /// <summary>Makes a directory, with the errno where that fails.</summary>
    /// <remarks>mkdirat(2)</remarks>
    public static bool TryMakeDirectory(string path, uint mode, out Errno errno)
    {
        var made = MkdirAt(AtCurrentDirectory, path, mode) == 0;
        errno = made ? Errno.None : LastErrno;
        return made;
    }

    /// <summary>Removes an empty directory, with the errno where that fails.</summary>
    /// <remarks>unlinkat(2)</remarks>
    public static bool TryRemoveDirectory(string path, out Errno errno)
    {
        var removed = UnlinkAt(AtCurrentDirectory, path, AtRemoveDirectory) == 0;
        errno = removed ? Errno.None : LastErrno;
        return removed;
    }

    /// <summary>The names of the directories in an open directory, without <c>.</c> and <c>..</c>.</summary>
    /// <remarks>getdents64(2)</remarks>
    public static unsafe List<string> ListDirectories(FileDescriptor directory)
    {
        const int TypeOffset = 18, NameOffset = 19;
        const byte DirectoryType = 4;
        var names = new List<string>();
        var buffer = new byte[4096];
        fixed (byte* start = buffer)
        {
            nint filled;
            while ((filled = Check(GetDirectoryEntries(directory.Number, start, buffer.Length), "getdents64")) > 0)
            {
                for (var entry = buffer.AsSpan(0, (int)filled); !entry.IsEmpty;)
                {
                    var length = BinaryPrimitives.ReadUInt16LittleEndian(entry[16..]);
                    var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(start + filled - entry.Length + NameOffset);
                    if (entry[TypeOffset] == DirectoryType && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                    {
                        names.Add(Encoding.UTF8.GetString(name));
                    }

                    entry = entry[length..];
                }
            }
        }

        return names;
    }

    private static nint Check(nint result, string call) => result >= 0 ? result : throw new LinuxException(call, LastErrno);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MkdirAt(int directory, string path, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(int directory, string path, int flags);

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    private static unsafe partial nint GetDirectoryEntries(int directory, byte* buffer, nint length);
}
