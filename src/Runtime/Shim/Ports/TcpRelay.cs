using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Events;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Ports;

/// <summary>A TCP port of the host, whose connections are relayed to the container; without an address there, they are closed again.</summary>
internal sealed class TcpRelay : IDisposable
{
    /// <summary>Connections at a time, of two sockets and, while one side is slower, a pipe each way; more wait in the backlog.</summary>
    private const int MaxConnections = 128;

    private readonly EventLoop _loop;
    private readonly FileDescriptor _listening;
    private readonly Watch _arrivals;
    private readonly InternetEndpoint? _target;
    private readonly List<RelayedConnection> _connections = [];

    /// <summary>Takes the port and listens.</summary>
    /// <exception cref="IOException">It cannot be had.</exception>
    public TcpRelay(EventLoop loop, HeldPort port)
    {
        _loop = loop;
        _target = port.ContainerAddress.Length == 0 ? null : new InternetEndpoint(port.ContainerAddress, port.ContainerPort);
        _listening = HostPort.Bind(port, InternetProtocol.Tcp);
        _arrivals = loop.Watch(_listening, EpollEvents.Readable, _ => Accept());
    }

    public void Dispose()
    {
        _arrivals.Dispose();
        _listening.Dispose();
        foreach (var connection in _connections.ToArray())
        {
            connection.Dispose();
        }
    }

    private void Accept()
    {
        if (_connections.Count >= MaxConnections)
        {
            _arrivals.Interest = EpollEvents.None;
        }
        else if (Kernel.TryAccept(_listening, out _, SocketFlags.NonBlocking) is { } client)
        {
            Relay(client);
        }
    }

    private void Relay(FileDescriptor client)
    {
        if (_target is { } target && RelayedConnection.TryStart(_loop, client, target, Closed) is { } connection)
        {
            _connections.Add(connection);
        }
        else
        {
            client.Dispose();
        }
    }

    private void Closed(RelayedConnection connection)
    {
        _connections.Remove(connection);
        _arrivals.Interest = EpollEvents.Readable;
    }
}
