using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Ports;

/// <summary>Binds a host port, and says in Docker's words why it cannot.</summary>
internal static class HostPort
{
    /// <exception cref="IOException">Somebody has it, or no interface has its address.</exception>
    public static FileDescriptor Bind(HeldPort port, InternetProtocol protocol)
    {
        var endpoint = new InternetEndpoint(port.HostAddress, port.HostPort);
        var socket = Kernel.InternetSocket(protocol, endpoint, SocketFlags.NonBlocking);
        try
        {
            // Who listens has the port for himself all the same; without this, connections that the last container had would keep it for a minute.
            if (protocol == InternetProtocol.Tcp)
            {
                Kernel.AllowReuse(socket);
            }

            Refuse(port, Kernel.TryBindInternet(socket, endpoint));
            if (protocol == InternetProtocol.Tcp)
            {
                Listen(port, socket);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Listen(HeldPort port, FileDescriptor socket)
    {
        try
        {
            Kernel.Listen(socket);
        }
        catch (LinuxException e) when (e.Errno == Errno.EADDRINUSE)
        {
            Refuse(port, e.Errno);
        }
    }

    // As dockerd 28 writes a binding: host address, host port, container address, container port, protocol.
    private static void Refuse(HeldPort port, Errno errno)
    {
        if (errno != Errno.None)
        {
            var host = port.HostAddress.Contains(':') ? $"[{port.HostAddress}]" : port.HostAddress;
            var container = port.ContainerAddress.Length == 0 ? "" : $":{port.ContainerAddress}:{port.ContainerPort}";
            throw new IOException($"failed to bind host port for {host}:{port.HostPort}{container}/{port.Protocol}: {ErrnoText.Of(errno)}");
        }
    }
}
