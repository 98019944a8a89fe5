using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    /// <summary>Writes all the bytes at an offset, without moving the file's position.</summary>
    /// <remarks>pwrite(2)</remarks>
    public static void WriteAt(FileDescriptor file, ReadOnlySpan<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            var written = PositionedWrite(file.Number, bytes, (nuint)bytes.Length, offset);
            if (written < 0 && LastErrno == Errno.EINTR)
            {
                continue;
            }

            Check(written, "pwrite");
            bytes = bytes[(int)written..];
            offset += written;
        }
    }

    /// <summary>Reads at an offset; 0 at the end of the file.</summary>
    /// <remarks>pread(2)</remarks>
    public static int ReadAt(FileDescriptor file, Span<byte> buffer, long offset)
    {
        while (true)
        {
            var read = PositionedRead(file.Number, buffer, (nuint)buffer.Length, offset);
            if (read >= 0 || LastErrno != Errno.EINTR)
            {
                return (int)Check(read, "pread");
            }
        }
    }

    /// <summary>Makes the file this long; what is added reads as zeros and takes no space.</summary>
    /// <remarks>ftruncate(2)</remarks>
    public static void SetLength(FileDescriptor file, long length) => Check(Truncate(file.Number, length), "ftruncate");

    /// <summary>Waits until the file, or the names in a directory, have reached the disk.</summary>
    /// <remarks>fsync(2)</remarks>
    public static void Sync(FileDescriptor file) => Check(SyncFile(file.Number), "fsync");

    /// <summary>Waits until all that was written to the file system of <paramref name="file"/> has reached the disk.</summary>
    /// <remarks>syncfs(2); reports failed writes since Linux 5.8.</remarks>
    public static void SyncFileSystem(FileDescriptor file) => Check(SyncFileSystem(file.Number), "syncfs");

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static partial nint PositionedWrite(int file, ReadOnlySpan<byte> bytes, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static partial nint PositionedRead(int file, Span<byte> buffer, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Truncate(int file, long length);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncFile(int file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFileSystem(int file);
}
