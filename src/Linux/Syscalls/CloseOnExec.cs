namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int SetDescriptorFlags = 2;
    private const int DescriptorCloseOnExec = 1;

    /// <summary>Keeps an inherited descriptor from the programs that this process starts.</summary>
    /// <remarks>fcntl(2) F_SETFD FD_CLOEXEC</remarks>
    public static void SetCloseOnExec(FileDescriptor descriptor) =>
        Check(Fcntl(descriptor.Number, SetDescriptorFlags, DescriptorCloseOnExec), "fcntl F_SETFD");
}
