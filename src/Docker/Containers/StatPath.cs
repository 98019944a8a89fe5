using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>HEAD /containers/{name}/archive?path=PATH</c>: what there is, in a header; 404 where there is nothing.</summary>
internal static class StatPath
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        PathStats.Write(exchange, await engine.CopyFrom.StatAsync(engine.Store.Get(exchange.Path("name")), PathStats.Path(exchange), exchange.CancellationToken));
    }
}
