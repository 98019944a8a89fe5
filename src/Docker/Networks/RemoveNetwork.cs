using Gantry.Docker.Routing;

namespace Gantry.Docker.Networks;

/// <summary><c>DELETE /networks/{id}</c>: 204; 403 where it is predefined or somebody is on it.</summary>
internal static class RemoveNetwork
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        await engine.RemoveNetwork.ExecuteAsync(engine.Networks.Get(exchange.Path("id")), exchange.CancellationToken);
        exchange.NoContent();
    }
}
