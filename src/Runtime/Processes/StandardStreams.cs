using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Processes;

/// <summary>Adds the steps that make the standard streams the user's, so that an ordinary user can open /dev/stdout.</summary>
internal static class StandardStreams
{
    /// <param name="isTerminal">The streams will be a terminal that the child makes: what they are now does not matter.</param>
    public static void AddOwner(ChildProgram program, uint uid, bool isTerminal)
    {
        for (var stream = 0; stream <= 2; stream++)
        {
            if (isTerminal || ShouldChange(stream, uid))
            {
                const uint keep = uint.MaxValue;

                // Sockets, read-only file systems and users without a map cannot be changed: then the stream stays as it is.
                program.Call(SyscallNumber.FChownAt, "chown of a standard stream"u8, 0, stream, program.Empty, (nint)uid, unchecked((int)keep), Kernel.EmptyPath)
                    .Allow(Errno.EPERM, Errno.EINVAL, Errno.EROFS, Errno.EBADF);
            }
        }
    }

    // The null device is the host's own.
    private static bool ShouldChange(int stream, uint uid)
    {
        try
        {
            return Kernel.Status(FileDescriptor.Borrow(stream)) is var status
                && status.Uid != uid
                && status is not { Type: FileType.CharacterDevice, Represents: { Major: 1, Minor: 3 } };
        }
        catch (LinuxException e) when (e.Errno == Errno.EBADF)
        {
            return false;
        }
    }
}
