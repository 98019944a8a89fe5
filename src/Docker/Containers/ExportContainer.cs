using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>GET /containers/{name}/export</c>: all its files, as an archive.</summary>
internal static class ExportContainer
{
    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        return engine.Export.ExecuteAsync(
            engine.Store.Get(exchange.Path("name")),
            () =>
            {
                exchange.Response.ContentType = "application/octet-stream";
                return exchange.Response.Body;
            },
            exchange.CancellationToken);
    }
}
