using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;
using System.Text.Json;

namespace Gantry.Docker.Containers;

/// <summary><c>POST /containers/{name}/wait?condition=CONDITION</c>: 200 at once, and the exit code when it is known.</summary>
internal static class WaitContainer
{
    private static readonly ApiVersion FirstWithCondition = new(1, 30);

    public static async Task HandleAsync(Exchange exchange)
    {
        var container = exchange.Engine.Containers.Store.Get(exchange.Path("name"));
        var exit = Gantry.Containers.Lifecycle.WaitContainer.ExecuteAsync(container, ParseCondition(exchange.Version < FirstWithCondition ? null : exchange.Query("condition")));

        // One that is yet to be started will be started by the next engine: the wait is for that to tell.
        exchange.Carry(() => exit.IsCompleted || container.Record.State.IsActive);

        // Clients start the container when they have seen the head: from then on its end is not missed.
        exchange.Response.ContentType = "application/json";
        await exchange.Response.Body.FlushAsync(exchange.CancellationToken);
        var (code, error) = await exit.WaitAsync(exchange.CancellationToken);
        var body = new WaitResponse { StatusCode = code, Error = error.Length > 0 ? new WaitError(error) : null };
        await JsonSerializer.SerializeAsync(exchange.Response.Body, body, DockerJson.Relaxed.WaitResponse, exchange.CancellationToken);
        await exchange.Response.Body.WriteAsync("\n"u8.ToArray(), exchange.CancellationToken);
    }

    private static WaitCondition ParseCondition(string? text) => text switch
    {
        null or "" or "not-running" => WaitCondition.NotRunning,
        "next-exit" => WaitCondition.NextExit,
        "removed" => WaitCondition.Removed,
        _ => throw new InvalidException($"invalid condition: \"{text}\""),
    };
}
