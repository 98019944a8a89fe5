namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int GetStatusFlags = 3;
    private const int SetStatusFlags = 4;

    /// <summary>Lets calls on an open file answer EAGAIN instead of waiting, for everybody who has this same open file.</summary>
    /// <remarks>fcntl(2) F_SETFL O_NONBLOCK</remarks>
    public static void SetNonBlocking(FileDescriptor descriptor)
    {
        var flags = Check(Fcntl(descriptor.Number, GetStatusFlags, 0), "fcntl F_GETFL");
        Check(Fcntl(descriptor.Number, SetStatusFlags, flags | (int)OpenFlags.NonBlocking), "fcntl F_SETFL");
    }
}
