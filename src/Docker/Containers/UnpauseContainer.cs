using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>POST /containers/{name}/unpause</c>: 204; 409 where it is not paused.</summary>
internal static class UnpauseContainer
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        await engine.Pause.ResumeAsync(engine.Store.Get(exchange.Path("name")), exchange.CancellationToken);
        exchange.NoContent();
    }
}
