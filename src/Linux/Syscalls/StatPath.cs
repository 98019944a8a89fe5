using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    /// <summary>The status of a name in an open directory, not following a symbolic link; null where there is no such name.</summary>
    /// <remarks>statx(2)</remarks>
    public static unsafe FileStatus? StatusAt(FileDescriptor directory, UnixPath name)
    {
        StatxBuffer buffer = default;
        return Statx(directory.Number, name.Terminated, NoFollowLinks, BasicStatus, &buffer) >= 0 ? StatusOf(buffer)
            : LastErrno == Errno.ENOENT ? null
            : throw new LinuxException("statx", LastErrno, name.ToString());
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static unsafe partial int Statx(int directory, ReadOnlySpan<byte> path, int flags, uint mask, StatxBuffer* buffer);
}
