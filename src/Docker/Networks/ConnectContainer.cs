using Gantry.Docker.Containers.Mapping;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Networks;

/// <summary><c>POST /networks/{id}/connect</c>: 200; 403 where it cannot be, or is already.</summary>
internal static class ConnectContainer
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var request = await exchange.ReadJsonAsync(DockerJson.Relaxed.NetworkConnectRequest);
        var engine = exchange.Engine.Containers;
        var container = engine.Store.Get(request.Container ?? "");
        var network = engine.Networks.Get(exchange.Path("id"));
        var membership = NetworkMemberships.Membership(network, request.EndpointConfig ?? new EndpointSettings());
        await engine.ConnectContainer.ExecuteAsync(container, network, membership, exchange.CancellationToken);
    }
}
