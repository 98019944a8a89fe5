using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gantry.App.Handover;

/// <summary>
/// Kestrel's sockets, which can stop accepting while what was accepted is still served: Kestrel itself ends both at once, and so cuts off a client that has
/// just connected.
/// </summary>
internal sealed class Acceptance(IOptions<SocketTransportOptions> options, ILoggerFactory loggers) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory _sockets = new(options, loggers);
    private readonly List<Listener> _listeners = [];
    private int _silent;

    /// <summary>Connections that were accepted, and by which no request has come yet.</summary>
    public int Silent => Volatile.Read(ref _silent);

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = new Listener(this, await _sockets.BindAsync(endpoint, cancellationToken));
        _listeners.Add(listener);
        return listener;
    }

    /// <summary>Accepts nothing any more. Who connects from now on waits for another process that has the same sockets.</summary>
    public async Task StopAsync()
    {
        foreach (var listener in _listeners)
        {
            await listener.UnbindAsync();
        }
    }

    private void Accepted(ConnectionContext connection)
    {
        Interlocked.Increment(ref _silent);
        var silent = new SilentConnection(() => Interlocked.Decrement(ref _silent));
        connection.Features.Set(silent);
        connection.ConnectionClosed.Register(silent.Spoke);
    }

    private sealed class Listener(Acceptance acceptance, IConnectionListener sockets) : IConnectionListener
    {
        public EndPoint EndPoint => sockets.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            if (await sockets.AcceptAsync(cancellationToken) is not { } connection)
            {
                return null;
            }

            acceptance.Accepted(connection);
            return connection;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => sockets.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => sockets.DisposeAsync();
    }
}

/// <summary>A connection by which no request has come yet.</summary>
internal sealed class SilentConnection(Action spoke)
{
    private int _hasSpoken;

    /// <summary>A request has come, or none ever will.</summary>
    public void Spoke()
    {
        if (Interlocked.Exchange(ref _hasSpoken, 1) == 0)
        {
            spoke();
        }
    }
}
