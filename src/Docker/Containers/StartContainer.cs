using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>POST /containers/{name}/start</c>: 204; 304 where it runs, 400 where its program cannot be run.</summary>
internal static class StartContainer
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        // A client that leaves meanwhile does not undo it.
        await engine.Start.ExecuteAsync(engine.Store.Get(exchange.Path("name")), CancellationToken.None);
        exchange.NoContent();
    }
}
