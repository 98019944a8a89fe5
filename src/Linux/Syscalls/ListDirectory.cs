using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int ListingBytes = 32 * 1024;

    /// <summary>All the names in an open directory but "." and "..", in the file system's order.</summary>
    /// <remarks>getdents64(2). Reads on from the handle's position: open the directory anew to list it again.</remarks>
    public static List<(UnixPath Name, FileType Type)> ListDirectory(FileDescriptor directory)
    {
        var all = new List<(UnixPath, FileType)>();
        while (ListSome(directory) is { Count: > 0 } some)
        {
            all.AddRange(some);
        }

        return all;
    }

    /// <summary>The next names, a thousand or so; none at the end.</summary>
    public static List<(UnixPath Name, FileType Type)> ListSome(FileDescriptor directory)
    {
        Span<byte> buffer = stackalloc byte[ListingBytes];
        var names = new List<(UnixPath, FileType)>();
        int length;
        while (names.Count == 0 && (length = (int)Check(ReadEntries(directory.Number, buffer, ListingBytes), "getdents64")) > 0)
        {
            for (var entry = buffer[..length]; !entry.IsEmpty; entry = entry[RecordLength(entry)..])
            {
                var name = entry[19..RecordLength(entry)];
                name = name[..name.IndexOf((byte)0)];
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                {
                    // d_type is the type's bits of st_mode, moved down.
                    names.Add((UnixPath.Of(name), (FileType)(entry[18] << 12)));
                }
            }
        }

        return names;
    }

    private static int RecordLength(ReadOnlySpan<byte> entry) =>
        BinaryPrimitives.ReadUInt16LittleEndian(entry[16..]);

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    private static partial nint ReadEntries(int directory, Span<byte> buffer, nuint count);
}
