using Gantry.Docker.Json;
using Gantry.Docker.Networks.Mapping;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Networks;

/// <summary><c>GET /networks/{id}?verbose=BOOL&amp;scope=WORD</c>: 404 where there is none.</summary>
internal static class InspectNetwork
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        await engine.NetworksReady();
        await exchange.WriteJsonAsync(
            NetworkText.Describe(engine, engine.Networks.Get(exchange.Path("id")), withContainers: true), DockerJson.Relaxed.NetworkBody);
    }
}
