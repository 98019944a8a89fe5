namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    /// <summary>As <c>OpenAt2</c>, for a path in any encoding.</summary>
    public static FileDescriptor OpenPathAt(FileDescriptor directory, UnixPath path, OpenFlags flags, ResolveFlags resolve, uint mode = 0) =>
        TryOpenPathAt(directory, path, flags, resolve, out var errno, mode) ?? throw new LinuxException("openat2", errno, path.ToString());

    /// <summary>As <see cref="OpenPathAt"/>, with null and the errno where the file cannot be opened.</summary>
    public static unsafe FileDescriptor? TryOpenPathAt(
        FileDescriptor directory, UnixPath path, OpenFlags flags, ResolveFlags resolve, out Errno errno, uint mode = 0)
    {
        var how = new OpenHow { Flags = (ulong)(flags | OpenFlags.CloseOnExec), Mode = mode, Resolve = (ulong)resolve };
        long result;
        fixed (byte* name = path.Terminated)
        {
            do
            {
                result = Invoke(SyscallNumber.OpenAt2, directory.Number, (nint)name, (nint)(&how), sizeof(OpenHow));
                errno = result < 0 ? LastErrno : Errno.None;
            }
            while (errno is Errno.EAGAIN or Errno.EINTR);
        }

        return result < 0 ? null : new FileDescriptor((int)result);
    }
}
