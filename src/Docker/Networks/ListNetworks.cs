using Gantry.Docker.Json;
using Gantry.Docker.Networks.Mapping;
using Gantry.Docker.Networks.Shapes;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Networks;

/// <summary><c>GET /networks?filters=JSON</c></summary>
internal static class ListNetworks
{
    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var filter = NetworkFilter.Parse(exchange);
        return exchange.WriteJsonAsync<IReadOnlyList<NetworkBody>>(
            [.. engine.Networks.All.Where(filter.Accepts).Select(network => NetworkText.Describe(engine, network, withContainers: false))],
            DockerJson.Relaxed.IReadOnlyListNetworkBody);
    }
}
