using System.Net;
using System.Net.Sockets;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Networks.Dns;

/// <summary>The two sockets by which a container asks about names, in its network namespace at 127.0.0.11 and a port of the kernel's choice.</summary>
/// <remarks>The container's shim has them too: while no daemon is there, questions wait in them.</remarks>
internal sealed record ResolverSockets(FileDescriptor Udp, FileDescriptor Tcp) : IDisposable
{
    public const string Address = "127.0.0.11";

    private const int Backlog = 128;

    /// <summary>Opens them in the network namespace of the calling thread.</summary>
    public static ResolverSockets Open()
    {
        var any = new InternetEndpoint(Address, 0);
        var udp = Kernel.InternetSocket(InternetProtocol.Udp, any);
        var tcp = Kernel.InternetSocket(InternetProtocol.Tcp, any);
        foreach (var socket in (ReadOnlySpan<FileDescriptor>)[udp, tcp])
        {
            if (Kernel.TryBindInternet(socket, any) is not Errno.None and var errno)
            {
                throw new LinuxException("bind", errno, Address);
            }
        }

        Kernel.Listen(tcp, Backlog);
        return new ResolverSockets(udp, tcp);
    }

    /// <summary>The sockets as .NET's, which own the descriptors from then on.</summary>
    public (Socket Udp, Socket Tcp) Take() => (Wrap(Udp), Wrap(Tcp));

    public static ushort PortOf(Socket socket) => (ushort)((socket.LocalEndPoint as IPEndPoint)?.Port ?? 0);

    public void Dispose()
    {
        Udp.Dispose();
        Tcp.Dispose();
    }

    private static Socket Wrap(FileDescriptor descriptor) => new(new SafeSocketHandle(Kernel.DuplicateAbove(descriptor).Release(), ownsHandle: true));
}
