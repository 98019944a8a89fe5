using Gantry.Docker.Routing;
using Gantry.Docker.Streams;

namespace Gantry.Docker.Containers;

/// <summary>
/// <c>POST /containers/{name}/attach?stream=BOOL&amp;logs=BOOL&amp;stdin=BOOL&amp;stdout=BOOL&amp;stderr=BOOL&amp;detachKeys=KEYS</c>: 101, or 200 for a client
/// that does not ask for an upgrade, and then the container's streams.
/// </summary>
internal static class AttachContainer
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var container = engine.Store.Get(exchange.Path("name"));
        var isTerminal = container.Record.Spec.Terminal;
        var keys = DetachKeys.Parse(exchange.Query("detachKeys"));
        var (stdin, stdout, stderr) = (exchange.Flag("stdin"), exchange.Flag("stdout"), exchange.Flag("stderr"));
        var connection = exchange.Connection;
        var request = exchange.Flag("stream")
            ? await engine.Attach.ExecuteAsync(container, stdin && container.Record.Spec.OpenStdin, stdout, stderr, exchange.CancellationToken)
            : null;
        var client = await HijackedResponse.StartAsync(exchange, connection, isTerminal);
        var output = new StdCopy(client.Output, isTerminal);
        if (exchange.Flag("logs"))
        {
            await LogReplay.WriteAsync(engine, container, output, stdout, stderr);
        }

        if (request is not null)
        {
            exchange.Carry(() => request.Opened.IsCompleted);
            using var session = new StreamSession(connection, client, isTerminal ? keys : null);
            await session.RunAsync(request.Opened, output);
            if (session.IsDetached)
            {
                engine.Attach.TellDetached(container);
            }
        }
    }
}
