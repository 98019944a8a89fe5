using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int NewNetworkFlag = 0x40000000;

    /// <summary>Moves the calling thread, and it alone, into a new network namespace.</summary>
    /// <remarks>unshare(2), CLONE_NEWNET</remarks>
    internal static void UnshareNetwork() => Check(Unshare(NewNetworkFlag), "unshare", "net");

    /// <summary>Moves the calling thread, and it alone, into an existing network namespace.</summary>
    /// <remarks>setns(2), CLONE_NEWNET: fails with EINVAL on a descriptor of anything else.</remarks>
    internal static void JoinNetwork(FileDescriptor networkNamespace) =>
        Check(JoinNamespace(networkNamespace, NewNetworkFlag), "setns", "net");

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int JoinNamespace(FileDescriptor descriptor, int type);
}
