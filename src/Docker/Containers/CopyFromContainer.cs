using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>GET /containers/{name}/archive?path=PATH</c>: what there is, as an archive.</summary>
internal static class CopyFromContainer
{
    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var container = engine.Store.Get(exchange.Path("name"));
        return engine.CopyFrom.ExecuteAsync(
            container, PathStats.Path(exchange),
            status =>
            {
                PathStats.Write(exchange, status);
                exchange.Response.ContentType = "application/x-tar";
                return exchange.Response.Body;
            },
            exchange.CancellationToken);
    }
}
