using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    /// <summary>Reads what is there, at most a buffer full; 0 is the end of the file.</summary>
    /// <exception cref="LinuxException">Any error but EINTR, which is tried again; EAGAIN where a non-blocking descriptor has nothing.</exception>
    public static int Read(FileDescriptor descriptor, Span<byte> buffer)
    {
        var count = TryRead(descriptor, buffer, out var errno);
        return count >= 0 ? count : throw new LinuxException("read", errno);
    }

    /// <summary>As <see cref="Read"/>, with -1 and the errno where it fails.</summary>
    public static unsafe int TryRead(FileDescriptor descriptor, Span<byte> buffer, out Errno errno)
    {
        nint count;
        fixed (byte* start = buffer)
        {
            do
            {
                count = ReadFile(descriptor.Number, start, buffer.Length);
                errno = count < 0 ? LastErrno : Errno.None;
            }
            while (errno == Errno.EINTR);
        }

        return (int)count;
    }

    /// <summary>Writes once; pipes and sockets may take only a part.</summary>
    public static int Write(FileDescriptor descriptor, ReadOnlySpan<byte> bytes)
    {
        var count = TryWrite(descriptor, bytes, out var errno);
        return count >= 0 ? count : throw new LinuxException("write", errno);
    }

    /// <summary>As <see cref="Write"/>, with -1 and the errno where it fails.</summary>
    public static unsafe int TryWrite(FileDescriptor descriptor, ReadOnlySpan<byte> bytes, out Errno errno)
    {
        nint count;
        fixed (byte* start = bytes)
        {
            do
            {
                count = WriteFile(descriptor.Number, start, bytes.Length);
                errno = count < 0 ? LastErrno : Errno.None;
            }
            while (errno == Errno.EINTR);
        }

        return (int)count;
    }

    /// <summary>Goes back to the first byte: files that the kernel makes up are made anew from there.</summary>
    /// <remarks>lseek(2)</remarks>
    public static void SeekToStart(FileDescriptor descriptor) => Check(Seek(descriptor.Number, 0, 0), "lseek");

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadFile(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteFile(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(int descriptor, long offset, int origin);
}
