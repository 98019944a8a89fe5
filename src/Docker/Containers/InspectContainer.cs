using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>GET /containers/{name}/json</c></summary>
internal static class InspectContainer
{
    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var container = engine.Store.Get(exchange.Path("name"));
        return exchange.WriteJsonAsync(Describe(exchange, engine, container), DockerJson.Relaxed.ContainerDetails);
    }

    private static ContainerDetails Describe(Exchange exchange, ContainerEngine engine, Container container)
    {
        var details = ContainerDescription.Describe(engine, container);
        if (!exchange.Flag("size"))
        {
            return details;
        }

        var (own, whole) = ContainerSizes.Of(engine, container.Id.Hex, container.Record.Image);
        return details with { SizeRw = own, SizeRootFs = whole };
    }
}
