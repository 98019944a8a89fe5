using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>PUT /containers/{name}/archive?path=DIR&amp;noOverwriteDirNonDir=BOOL&amp;copyUIDGID=BOOL</c>: unpacks the archive that is the body.</summary>
internal static class CopyToContainer
{
    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        exchange.AllowLargeBody();
        return engine.CopyTo.ExecuteAsync(
            engine.Store.Get(exchange.Path("name")), PathStats.Path(exchange), exchange.Request.Body,
            new CopyToOptions { KeepKinds = exchange.Flag("noOverwriteDirNonDir"), OwnedByUser = exchange.Flag("copyUIDGID") },
            exchange.CancellationToken);
    }
}
