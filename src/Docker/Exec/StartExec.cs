using System.Text;
using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Containers.Lifecycle.Shims;
using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;
using Gantry.Docker.Streams;

namespace Gantry.Docker.Exec;

/// <summary>
/// <c>POST /exec/{id}/start</c>: 200 at once for a detached one; else 101, or 200 for a client that does not ask for an upgrade, and the program's streams.
/// </summary>
internal static class StartExec
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var request = await exchange.ReadJsonAsync(DockerJson.Relaxed.ExecStartRequest);
        var (exec, container) = engine.Exec.Get(exchange.Path("id"));
        var size = ConsoleSizes.Read(request.ConsoleSize);
        if (request.Detach)
        {
            await using var none = await engine.Exec.StartAsync(container, exec, new ExecStart { ConsoleSize = size }, exchange.CancellationToken);
            return;
        }

        ExecInContainer.Check(container, exec);
        var connection = exchange.Connection;
        var client = await HijackedResponse.StartAsync(exchange, connection, exec.Spec.Terminal);
        var output = new StdCopy(client.Output, exec.Spec.Terminal);
        try
        {
            var stream = await engine.Exec.StartAsync(container, exec, new ExecStart { Attach = true, ConsoleSize = size }, CancellationToken.None);
            if (stream is not null)
            {
                exchange.Carry(() => true);
                using var session = new StreamSession(connection, client, exec.Spec.Terminal ? DetachKeys.Parse(exec.Spec.DetachKeys) : null);
                await session.RunAsync(Task.FromResult(stream), output);
                await WaitForEndAsync(exec, session);
            }
        }
        catch (Exception e) when (e is RefusalException or ShimException)
        {
            // The head has been sent: the client reads what went wrong where it would have read the output.
            output.Add(isError: false, Encoding.UTF8.GetBytes(e.Message + "\r\n"));
            await output.FlushAsync(CancellationToken.None);
        }
    }

    // Clients ask for the exit code as soon as the stream ends, so it ends when the code is known.
    private static Task WaitForEndAsync(Gantry.Containers.Lifecycle.Exec exec, StreamSession session) =>
        session.IsAbandoned ? Task.CompletedTask : exec.Completion;
}
