using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>POST /containers/{name}/pause</c>: 204; 409 where it does not run, or is paused.</summary>
internal static class PauseContainer
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        await engine.Pause.PauseAsync(engine.Store.Get(exchange.Path("name")), exchange.CancellationToken);
        exchange.NoContent();
    }
}
