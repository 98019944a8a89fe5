using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Networks;

/// <summary><c>POST /networks/{id}/disconnect</c>: 200; 403 where it is not on the network.</summary>
internal static class DisconnectContainer
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var request = await exchange.ReadJsonAsync(DockerJson.Relaxed.NetworkConnectRequest);
        var engine = exchange.Engine.Containers;
        await engine.DisconnectContainer.ExecuteAsync(
            engine.Store.Get(request.Container ?? ""), engine.Networks.Get(exchange.Path("id")), exchange.CancellationToken);
    }
}
