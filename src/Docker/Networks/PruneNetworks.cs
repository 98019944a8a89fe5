using Gantry.Containers;
using Gantry.Containers.Networks.Named;
using Gantry.Docker.Json;
using Gantry.Docker.Networks.Shapes;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Networks;

/// <summary><c>POST /networks/prune?filters=JSON</c>: removes those that no container has.</summary>
internal static class PruneNetworks
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var filters = Filters.Parse(exchange, "label", "label!", "until");
        var until = UntilFilter.Of(filters, engine.Time.GetUtcNow());
        List<string> removed = [];
        foreach (var network in engine.Networks.All.Where(network => !network.Predefined && !IsUsed(engine, network)))
        {
            if (filters.FitsLabels("label", network.Labels)
                && (filters.Of("label!").Count == 0 || !filters.FitsLabels("label!", network.Labels))
                && (until is null || network.Created < until))
            {
                try
                {
                    await engine.RemoveNetwork.ExecuteAsync(network, exchange.CancellationToken);
                    removed.Add(network.Name);
                }
                catch (ForbiddenException)
                {
                    // Somebody has just come onto it.
                }
            }
        }

        engine.Events.Publish("network", "prune", "", new Dictionary<string, string> { ["reclaimed"] = "0" });
        await exchange.WriteJsonAsync(new NetworkPruneResponse(removed.Count > 0 ? removed : null), DockerJson.Relaxed.NetworkPruneResponse);
    }

    // A container that does not run still wants its network.
    private static bool IsUsed(ContainerEngine engine, NetworkRecord network) =>
        engine.Store.All.Any(container => container.Record.Spec.Network.Networks.Any(membership => membership.NetworkId == network.Id));
}
