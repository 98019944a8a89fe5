using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>DELETE /containers/{name}?v=BOOL&amp;force=BOOL</c>: 204; 409 where it runs and is not forced.</summary>
internal static class RemoveContainer
{
    public static async Task HandleAsync(Exchange exchange)
    {
        if (exchange.Flag("link"))
        {
            throw new UnsupportedException("container links: not part of Gantry");
        }

        var engine = exchange.Engine.Containers;
        var options = new RemoveOptions { Force = exchange.Flag("force"), WithAnonymousVolumes = exchange.Flag("v") };
        await engine.Remove.ExecuteAsync(engine.Store.Get(exchange.Path("name")), options, exchange.CancellationToken);
        exchange.NoContent();
    }
}
