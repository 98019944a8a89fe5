using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Ports;

/// <summary>The host ports of a container: taken while it lives, so that nobody else can have them, and relayed where packet rules cannot reach.</summary>
internal sealed class HeldPorts : IDisposable
{
    private readonly List<IDisposable> _held = [];

    /// <summary>Takes all the ports, or none.</summary>
    /// <exception cref="IOException">One of them cannot be had; in Docker's words.</exception>
    public static HeldPorts Bind(IReadOnlyList<HeldPort> ports)
    {
        var held = new HeldPorts();
        try
        {
            foreach (var port in ports)
            {
                held._held.Add(Hold(port));
            }

            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var port in _held)
        {
            port.Dispose();
        }

        _held.Clear();
    }

    private static FileDescriptor Hold(HeldPort port)
    {
        var protocol = ProtocolOf(port.Protocol);
        var endpoint = new InternetEndpoint(port.HostAddress, port.HostPort);
        var socket = Kernel.InternetSocket(protocol, endpoint, SocketFlags.NonBlocking);
        var errno = Kernel.TryBindInternet(socket, endpoint);
        if (errno != Errno.None)
        {
            socket.Dispose();
            throw new IOException($"failed to bind host port for {Describe(port)}: {ErrnoText.Of(errno)}");
        }

        return socket;
    }

    private static InternetProtocol ProtocolOf(string name) => name switch
    {
        "tcp" => InternetProtocol.Tcp,
        "udp" => InternetProtocol.Udp,
        "sctp" => InternetProtocol.Sctp,
        _ => throw new ArgumentException($"no protocol of ports: {name}", nameof(name)),
    };

    // As Docker 28 writes a binding: host address, host port, container address, container port, protocol.
    private static string Describe(HeldPort port)
    {
        var container = port.ContainerAddress.Length == 0 ? "" : $":{port.ContainerAddress}:{port.ContainerPort}";
        return $"{port.HostAddress}:{port.HostPort}{container}/{port.Protocol}";
    }
}
