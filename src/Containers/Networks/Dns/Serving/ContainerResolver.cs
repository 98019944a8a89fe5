using System.Net;
using System.Net.Sockets;
using Gantry.Containers.Networks.Dns.Messages;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Networks.Dns.Serving;

/// <summary>Serves one container's queries. Disposed, it leaves the sockets as they were for whoever shares them: queries wait there.</summary>
internal sealed partial class ContainerResolver : IAsyncDisposable
{
    /// <summary>Queries at a time. A datagram above it is dropped, and its client asks again.</summary>
    public const int MaxQueries = 128;

    /// <summary>TCP connections at a time; one above it is closed.</summary>
    public const int MaxConnections = 32;

    private static readonly TimeSpan IdleConnection = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly DnsServer _server;
    private readonly DnsAsker _asker;
    private readonly Socket _datagrams;
    private readonly Socket _listening;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _queries = new(MaxQueries);
    private readonly SemaphoreSlim _connections = new(MaxConnections);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loops;

    /// <summary>Begins to serve.</summary>
    /// <param name="server">Knows the answers.</param>
    /// <param name="asker">Whose questions they are.</param>
    /// <param name="datagrams">The UDP socket; owned from then on, as the other.</param>
    /// <param name="listening">The TCP socket.</param>
    /// <param name="logger">For what should not happen.</param>
    public ContainerResolver(DnsServer server, DnsAsker asker, Socket datagrams, Socket listening, ILogger logger)
    {
        (_server, _asker, _datagrams, _listening, _logger) = (server, asker, datagrams, listening, logger);
        _loops = Task.WhenAll(RunAsync(TakeDatagramsAsync), RunAsync(TakeConnectionsAsync));
    }

    public async ValueTask DisposeAsync()
    {
        // Nothing may be under way in a socket that is closed: it would be shut down, for its other holders too.
        await _stop.CancelAsync();
        await _loops;
        await DrainAsync(_queries, MaxQueries);
        await DrainAsync(_connections, MaxConnections);
        _datagrams.Dispose();
        _listening.Dispose();
        _stop.Dispose();
    }

    private static async Task DrainAsync(SemaphoreSlim places, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await places.WaitAsync(CancellationToken.None);
        }

        places.Dispose();
    }

    private async Task RunAsync(Func<CancellationToken, Task> loop)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await loop(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e)
            {
                // No descriptor is free, or no memory: to ask again at once would be answered the same.
                LogPaused(_logger, _asker.Id.Short, e);
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    private async Task TakeDatagramsAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[EdnsOptions.MaxPayload];
        var anybody = new IPEndPoint(IPAddress.Any, 0);
        while (true)
        {
            var datagram = await _datagrams.ReceiveFromAsync(buffer, SocketFlags.None, anybody, cancellationToken);
            if (await _queries.WaitAsync(0, cancellationToken))
            {
                _ = ServeAsync(_queries, () => AnswerAsync(buffer[..datagram.ReceivedBytes], datagram.RemoteEndPoint, cancellationToken));
            }
        }
    }

    private async Task TakeConnectionsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var connection = await _listening.AcceptAsync(cancellationToken);
            if (await _connections.WaitAsync(0, cancellationToken))
            {
                _ = ServeAsync(_connections, () => AnswerAllAsync(connection, cancellationToken));
            }
            else
            {
                connection.Dispose();
            }
        }
    }

    // Awaited by who takes its place in the end.
    private static async Task ServeAsync(SemaphoreSlim places, Func<Task> serve)
    {
        try
        {
            await serve();
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            // The client left, said nothing, or will be served by the next daemon.
        }
        finally
        {
            places.Release();
        }
    }

    private async Task AnswerAsync(byte[] message, EndPoint client, CancellationToken cancellationToken)
    {
        if (await _server.AnswerAsync(_asker, message, isDatagram: true, cancellationToken) is { } answer)
        {
            await _datagrams.SendToAsync(answer, SocketFlags.None, client, cancellationToken);
        }
    }

    private async Task AnswerAllAsync(Socket connection, CancellationToken cancellationToken)
    {
        await using var stream = new NetworkStream(connection, ownsSocket: true);
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (true)
        {
            idle.CancelAfter(IdleConnection);
            if (await MessageFraming.ReadAsync(stream, idle.Token) is not { } message
                || await _server.AnswerAsync(_asker, message, isDatagram: false, cancellationToken) is not { } answer)
            {
                return;
            }

            idle.CancelAfter(IdleConnection);
            await stream.WriteAsync(MessageFraming.Frame(answer), idle.Token);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Questions of container {Container} about names wait")]
    private static partial void LogPaused(ILogger logger, string container, Exception exception);
}
