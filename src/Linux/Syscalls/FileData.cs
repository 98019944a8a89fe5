using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int FromEnd = 2;

    /// <summary>Reads from an offset, and leaves the descriptor's own where it is; -1 with the errno where it fails.</summary>
    /// <remarks>pread(2)</remarks>
    public static unsafe int TryReadAt(FileDescriptor file, Span<byte> buffer, long offset, out Errno errno)
    {
        nint count;
        fixed (byte* start = buffer)
        {
            do
            {
                count = ReadFileAt(file.Number, start, buffer.Length, offset);
                errno = count < 0 ? LastErrno : Errno.None;
            }
            while (errno == Errno.EINTR);
        }

        return (int)count;
    }

    /// <summary>Writes all of <paramref name="bytes"/> to a descriptor that blocks.</summary>
    public static void WriteAll(FileDescriptor descriptor, ReadOnlySpan<byte> bytes, string? path = null)
    {
        while (!bytes.IsEmpty)
        {
            var count = TryWrite(descriptor, bytes, out var errno);
            bytes = count >= 0 ? bytes[count..] : throw new LinuxException("write", errno, path);
        }
    }

    /// <summary>A file's length in bytes. Moves the descriptor's offset there.</summary>
    /// <remarks>lseek(2)</remarks>
    public static long SeekToEnd(FileDescriptor file) => Check(Seek(file.Number, 0, FromEnd), "lseek");

    /// <summary>Cuts or extends a file to a length in bytes.</summary>
    /// <remarks>ftruncate(2)</remarks>
    public static void Truncate(FileDescriptor file, long length) => Check(TruncateFile(file.Number, length), "ftruncate");

    /// <summary>Returns when a file's content, and its length, are on the disk.</summary>
    /// <remarks>fdatasync(2)</remarks>
    public static void SyncData(FileDescriptor file, string? path = null) => Check(SyncFileData(file.Number), "fdatasync", path);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static unsafe partial nint ReadFileAt(int descriptor, byte* buffer, nint length, long offset);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int TruncateFile(int descriptor, long length);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SyncFileData(int descriptor);
}
