using Gantry.Linux.Netlink;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Namespaces;

/// <summary>A network namespace held by an open descriptor: it lives as long as this object, a process in it, or a mount of it.</summary>
/// <remarks>network_namespaces(7)</remarks>
public sealed class NetworkNamespace : IDisposable
{
    internal NetworkNamespace(FileDescriptor descriptor) => Descriptor = descriptor;

    public FileDescriptor Descriptor { get; }

    /// <summary>That of the calling thread.</summary>
    public static NetworkNamespace OfThisThread() => Open("/proc/thread-self/ns/net");

    /// <summary>Opens the one that is pinned at a path, or that of a process by <c>/proc/PID/ns/net</c>.</summary>
    public static NetworkNamespace Open(string path) => new(Kernel.Open(path, OpenFlags.ReadOnly));

    /// <summary>Takes the pin away; the namespace goes when its last process and descriptor do.</summary>
    /// <param name="path">Where <see cref="NamespaceThread.CreatePinned"/> put it. A path that is not there, or that nothing is mounted on, is fine.</param>
    public static void DeletePin(string path)
    {
        try
        {
            Kernel.DetachMount(path);
        }
        catch (LinuxException error) when (error.Errno is Errno.EINVAL or Errno.ENOENT)
        {
            // A crash between creating the file and mounting on it leaves the file alone.
        }

        File.Delete(path);
    }

    public void Dispose() => Descriptor.Dispose();

    /// <summary>Creates a namespace, its loopback up, with the calling thread in it from then on.</summary>
    internal static NetworkNamespace CreateAndEnter()
    {
        Kernel.Unshare(NamespaceFlags.Network);
        using var socket = new RouteSocket();
        socket.Execute(new ChangeLink { Index = ChangeLink.LoopbackIndex, Up = true });
        return OfThisThread();
    }
}
