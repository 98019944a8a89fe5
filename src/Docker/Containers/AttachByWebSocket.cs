using System.Net.WebSockets;
using Gantry.Containers.Lifecycle.Shims;
using Gantry.Containers.Logs;
using Gantry.Docker.Routing;
using Gantry.Docker.Streams;

namespace Gantry.Docker.Containers;

/// <summary>
/// <c>GET /containers/{name}/attach/ws?stream=BOOL&amp;logs=BOOL&amp;stdin=BOOL&amp;stdout=BOOL&amp;stderr=BOOL</c>: 101, and then the container's streams
/// as messages: output of either kind as it comes, and input.
/// </summary>
internal static class AttachByWebSocket
{
    private const int BufferLength = 16 * 1024;

    private static readonly ApiVersion FirstBinary = new(1, 28);
    private static readonly ApiVersion FirstWithChoice = new(1, 42);

    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var container = engine.Store.Get(exchange.Path("name"));
        var isChosen = exchange.Version >= FirstWithChoice && (exchange.Flag("stdin") || exchange.Flag("stdout") || exchange.Flag("stderr"));
        var (stdin, stdout, stderr) = isChosen ? (exchange.Flag("stdin"), exchange.Flag("stdout"), exchange.Flag("stderr")) : (true, true, true);
        var request = exchange.Flag("stream")
            ? await engine.Attach.ExecuteAsync(container, stdin && container.Record.Spec.OpenStdin, stdout, stderr, exchange.CancellationToken)
            : null;
        using var socket = await WebSocketUpgrade.AcceptAsync(exchange);
        var kind = exchange.Version < FirstBinary ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        if (exchange.Flag("logs"))
        {
            using var reading = engine.Logs.Execute(container, new LogQuery());
            while (reading.TryNext(out var entry))
            {
                if (entry.IsError ? stderr : stdout)
                {
                    await socket.SendAsync(entry.Text, kind, endOfMessage: true, exchange.CancellationToken);
                }
            }
        }

        if (request is not null)
        {
            exchange.Carry(() => request.Opened.IsCompleted);
            await CarryAsync(socket, kind, request.Opened, exchange.CancellationToken);
        }

        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, exchange.CancellationToken);
        }
    }

    private static async Task CarryAsync(WebSocket socket, WebSocketMessageType kind, Task<ShimStream> opening, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var input = PumpInputAsync(socket, opening, over);
        try
        {
            await using var stream = await opening.WaitAsync(over.Token);
            while (await stream.ReadAsync(over.Token) is { } piece)
            {
                foreach (var segment in piece.Bytes)
                {
                    await socket.SendAsync(segment, kind, endOfMessage: true, over.Token);
                }
            }

            // Before the input's end is asked for: a receive that is cancelled aborts the socket.
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The client is gone, or the container was never started.
        }
        finally
        {
            await over.CancelAsync();
            await input;
        }
    }

    private static async Task PumpInputAsync(WebSocket socket, Task<ShimStream> opening, CancellationTokenSource over)
    {
        var buffer = new byte[BufferLength];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), over.Token) is { MessageType: not WebSocketMessageType.Close } received)
            {
                var stream = await opening.WaitAsync(over.Token);
                await stream.WriteAsync(buffer.AsMemory(0, received.Count), over.Token);
            }

            await over.CancelAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // One side has no use for more input.
        }
    }
}
