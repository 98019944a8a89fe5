using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int GetOpenFileLock = 36;
    private const int SetOpenFileLock = 37;
    private const short WriteLock = 1;
    private const short NoLock = 2;

    /// <summary>Takes the lock on a whole file, held until the last copy of the descriptor is closed; false at once where somebody else holds it.</summary>
    /// <remarks>fcntl(2) F_OFD_SETLK. Not seen by flock(2): a file is locked in one way or in the other.</remarks>
    public static unsafe bool TryOwnFile(FileDescriptor file)
    {
        var region = new FileRegion { Type = WriteLock };
        var result = LockRegion(file.Number, SetOpenFileLock, &region);
        return (result >= 0 || LastErrno is not (Errno.EAGAIN or Errno.EACCES)) && Check(result, "fcntl F_OFD_SETLK") == 0;
    }

    /// <summary>Whether somebody else holds the lock of <see cref="TryOwnFile"/>. Only looks, so that nobody who wants it meanwhile is refused.</summary>
    /// <remarks>fcntl(2) F_OFD_GETLK</remarks>
    public static unsafe bool IsOwnedByAnother(FileDescriptor file)
    {
        var region = new FileRegion { Type = WriteLock };
        Check(LockRegion(file.Number, GetOpenFileLock, &region), "fcntl F_OFD_GETLK");
        return region.Type != NoLock;
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static unsafe partial int LockRegion(int descriptor, int command, FileRegion* region);

    // struct flock of 64-bit Linux; a length of 0 reaches to the end of the file.
    [StructLayout(LayoutKind.Sequential)]
    private struct FileRegion
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Pid;
    }
}
