using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Events;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Ports;

/// <summary>A UDP port of the host, whose datagrams are relayed to the container, each client's from a socket of its own, so that answers find back.</summary>
internal sealed class UdpRelay : IDisposable
{
    /// <summary>Clients at a time; a new one takes the place of the one that has been silent longest.</summary>
    private const int MaxClients = 128;

    /// <summary>How long a silent client is remembered, in milliseconds. Docker's proxy does it as long.</summary>
    private const long DefaultIdleMilliseconds = 90_000;

    private const int DatagramsAtOnce = 64;

    private static readonly byte[] Datagram = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);

    private readonly EventLoop _loop;
    private readonly long _idleMilliseconds;
    private readonly FileDescriptor _socket;
    private readonly Watch? _watch;
    private readonly InternetEndpoint _target;
    private readonly Dictionary<DatagramPath, UdpClient> _clients = [];
    private Deadline? _sweep;

    /// <summary>Takes the port.</summary>
    /// <param name="loop">On which datagrams are relayed.</param>
    /// <param name="port">The port.</param>
    /// <param name="idleMilliseconds">How long a silent client is remembered.</param>
    /// <exception cref="IOException">It cannot be had.</exception>
    public UdpRelay(EventLoop loop, HeldPort port, long idleMilliseconds = DefaultIdleMilliseconds)
    {
        _loop = loop;
        _idleMilliseconds = idleMilliseconds;
        var isRelayed = port.ContainerAddress.Length > 0;
        _target = isRelayed ? new InternetEndpoint(port.ContainerAddress, port.ContainerPort) : default;
        _socket = HostPort.Bind(port, InternetProtocol.Udp);

        // A client takes answers only from the address that it has asked.
        Kernel.TellLocalAddress(_socket, port.HostAddress.Contains(':'));
        _watch = isRelayed ? loop.Watch(_socket, EpollEvents.Readable, _ => Receive()) : null;
    }

    public void Dispose()
    {
        _sweep?.Cancel();
        _watch?.Dispose();
        _socket.Dispose();
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        _clients.Clear();
    }

    private void Receive()
    {
        for (var i = 0; i < DatagramsAtOnce; i++)
        {
            var count = Kernel.TryReceiveDatagram(_socket, Datagram, out var path, out _);
            if (count < 0)
            {
                return;
            }

            ClientAt(path)?.Send(Datagram.AsSpan(0, count));
        }
    }

    private UdpClient? ClientAt(DatagramPath path)
    {
        if (!_clients.TryGetValue(path, out var client))
        {
            if (_clients.Count >= MaxClients)
            {
                DropLongestSilent();
            }

            client = UdpClient.TryOpen(_loop, _target, answer => Kernel.TrySendDatagram(_socket, answer, path));
            if (client is not null)
            {
                _clients[path] = client;
                _sweep ??= _loop.After(_idleMilliseconds, Sweep);
            }
        }

        return client;
    }

    private void DropLongestSilent()
    {
        var oldest = default(KeyValuePair<DatagramPath, UdpClient>);
        foreach (var entry in _clients)
        {
            oldest = oldest.Value is null || entry.Value.LastHeard < oldest.Value.LastHeard ? entry : oldest;
        }

        Drop(oldest.Key);
    }

    private void Sweep()
    {
        var limit = Environment.TickCount64 - _idleMilliseconds;
        foreach (var (path, client) in new List<KeyValuePair<DatagramPath, UdpClient>>(_clients))
        {
            if (client.LastHeard <= limit)
            {
                Drop(path);
            }
        }

        _sweep = _clients.Count > 0 ? _loop.After(_idleMilliseconds, Sweep) : null;
    }

    private void Drop(DatagramPath path)
    {
        if (_clients.Remove(path, out var client))
        {
            client.Dispose();
        }
    }
}
