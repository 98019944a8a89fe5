using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>POST /containers/{name}/restart?t=SECONDS&amp;signal=NAME</c>: 204.</summary>
internal static class RestartContainer
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var options = StopContainer.ReadOptions(exchange);
        await engine.Restart.ExecuteAsync(engine.Store.Get(exchange.Path("name")), options, exchange.CancellationToken);
        exchange.NoContent();
    }
}
