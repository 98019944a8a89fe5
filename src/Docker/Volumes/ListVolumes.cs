using Gantry.Docker.Json;
using Gantry.Docker.Routing;
using Gantry.Docker.Volumes.Shapes;

namespace Gantry.Docker.Volumes;

/// <summary><c>GET /volumes?filters=JSON</c></summary>
internal static class ListVolumes
{
    private static readonly Dictionary<string, string> NoLabels = [];

    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var filters = Filters.Parse(exchange, "dangling", "driver", "label", "name");
        var isDangling = filters.Flag("dangling");
        var found = engine.Volumes.All
            .Where(volume => filters.Fits("driver", driver => driver == "local"))
            .Where(volume => filters.Fits("name", name => volume.Name.Contains(name, StringComparison.Ordinal)))
            .Where(volume => filters.FitsLabels("label", volume.Labels ?? NoLabels))
            .Where(volume => isDangling is null || isDangling == (engine.VolumeUse.Users(volume.Name).Count == 0))
            .Select(volume => VolumeDescription.Describe(engine, volume));
        return exchange.WriteJsonAsync(new VolumeList([.. found], null), DockerJson.Relaxed.VolumeList);
    }
}
