using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Events;

namespace Gantry.Runtime.Shim.Ports;

/// <summary>A client's connection and ours to the container, and the bytes between them.</summary>
internal sealed class RelayedConnection : IDisposable
{
    private readonly EventLoop _loop;
    private readonly FileDescriptor _client;
    private readonly FileDescriptor _container;
    private readonly Watch _clientWatch;
    private readonly Watch _containerWatch;
    private readonly RelayDirection _inward;
    private readonly RelayDirection _outward;
    private readonly Action<RelayedConnection> _closed;
    private bool _isConnected;
    private bool _isDisposed;

    private RelayedConnection(EventLoop loop, FileDescriptor client, FileDescriptor container, Action<RelayedConnection> closed)
    {
        const EpollEvents Everything = EpollEvents.Readable | EpollEvents.Writable | EpollEvents.PeerClosed | EpollEvents.EdgeTriggered;
        _loop = loop;
        _client = client;
        _container = container;
        _closed = closed;
        _inward = new RelayDirection(client, container);
        _outward = new RelayDirection(container, client);

        // By edges, and always both ways until nothing moves: neither a slow side nor a hang-up makes the loop spin.
        _clientWatch = loop.Watch(client, Everything, _ => Move());
        _containerWatch = loop.Watch(container, Everything, _ => Move());
    }

    /// <summary>Begins to connect to the container.</summary>
    /// <param name="loop">Where.</param>
    /// <param name="client">Owned from now on, unless null is returned.</param>
    /// <param name="target">The container's address.</param>
    /// <param name="closed">Told when it is over.</param>
    /// <returns>Null where there is no way there, or no descriptor to be had.</returns>
    public static RelayedConnection? TryStart(EventLoop loop, FileDescriptor client, InternetEndpoint target, Action<RelayedConnection> closed)
    {
        FileDescriptor container;
        try
        {
            container = Kernel.InternetSocket(InternetProtocol.Tcp, target, SocketFlags.NonBlocking);
        }
        catch (LinuxException e) when (e.Errno is Errno.EMFILE or Errno.ENFILE or Errno.EAFNOSUPPORT)
        {
            return null;
        }

        if (Kernel.TryConnectInternet(container, target) is not (Errno.None or Errno.EINPROGRESS))
        {
            container.Dispose();
            return null;
        }

        return new RelayedConnection(loop, client, container, closed);
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _clientWatch.Dispose();
            _containerWatch.Dispose();
            _client.Dispose();
            _container.Dispose();
            _inward.Dispose();
            _outward.Dispose();
            _closed(this);
        }
    }

    private void Move()
    {
        if (_isDisposed || !IsConnected())
        {
            return;
        }

        var inward = _inward.Move();
        var outward = _outward.Move();
        if (inward == RelayState.Broken || outward == RelayState.Broken || (inward == RelayState.Ended && outward == RelayState.Ended))
        {
            Dispose();
        }
        else if (inward == RelayState.More || outward == RelayState.More)
        {
            // Others have their turn first.
            _loop.Defer(Move);
        }
    }

    // EAGAIN from a socket that is still connecting would be ENOTCONN; writing is what tells.
    private bool IsConnected()
    {
        if (_isConnected)
        {
            return true;
        }

        if (Kernel.PendingError(_container) != Errno.None)
        {
            Dispose();
            return false;
        }

        _isConnected = Kernel.Poll([new PollEntry(_container, PollEvents.Writable)], 0) > 0;
        return _isConnected;
    }
}
