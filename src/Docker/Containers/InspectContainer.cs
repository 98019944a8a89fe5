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
        return exchange.WriteJsonAsync(ContainerDescription.Describe(engine, container), DockerJson.Relaxed.ContainerDetails);
    }
}
