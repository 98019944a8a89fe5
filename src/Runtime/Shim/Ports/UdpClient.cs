using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Events;

namespace Gantry.Runtime.Shim.Ports;

/// <summary>One client of a UDP port, as the container sees it: a socket of ours.</summary>
internal sealed class UdpClient : IDisposable
{
    private const int DatagramsAtOnce = 64;

    private static readonly byte[] Datagram = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);

    private readonly FileDescriptor _socket;
    private readonly Watch _watch;
    private readonly DatagramReceiver _answer;

    private UdpClient(EventLoop loop, FileDescriptor socket, DatagramReceiver answer)
    {
        _socket = socket;
        _answer = answer;
        LastHeard = Environment.TickCount64;
        _watch = loop.Watch(socket, EpollEvents.Readable, _ => Receive());
    }

    /// <summary>Takes a datagram, valid during the call.</summary>
    internal delegate void DatagramReceiver(ReadOnlySpan<byte> datagram);

    /// <summary>When a datagram last came or went, by <see cref="Environment.TickCount64"/>.</summary>
    public long LastHeard { get; private set; }

    /// <summary>Null where there is no way to the container, or no descriptor to be had.</summary>
    public static UdpClient? TryOpen(EventLoop loop, InternetEndpoint target, DatagramReceiver answer)
    {
        try
        {
            var socket = Kernel.InternetSocket(InternetProtocol.Udp, target, SocketFlags.NonBlocking);
            if (Kernel.TryConnectInternet(socket, target) == Errno.None)
            {
                return new UdpClient(loop, socket, answer);
            }

            socket.Dispose();
            return null;
        }
        catch (LinuxException e) when (e.Errno is Errno.EMFILE or Errno.ENFILE or Errno.EAFNOSUPPORT)
        {
            return null;
        }
    }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        LastHeard = Environment.TickCount64;

        // ECONNREFUSED tells of an earlier datagram. What cannot be sent is lost, as datagrams are.
        _ = Kernel.TryWrite(_socket, datagram, out _);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _socket.Dispose();
    }

    private void Receive()
    {
        for (var i = 0; i < DatagramsAtOnce; i++)
        {
            var count = Kernel.TryRead(_socket, Datagram, out _);
            if (count < 0)
            {
                return;
            }

            LastHeard = Environment.TickCount64;
            _answer(Datagram.AsSpan(0, count));
        }
    }
}
