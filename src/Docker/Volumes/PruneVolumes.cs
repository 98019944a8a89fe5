using Gantry.Containers;
using Gantry.Containers.Volumes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;
using Gantry.Docker.Volumes.Shapes;

namespace Gantry.Docker.Volumes;

/// <summary><c>POST /volumes/prune?filters=JSON</c>: removes what no container uses and was given no name, or with <c>all</c> whatever its name.</summary>
internal static class PruneVolumes
{
    private static readonly ApiVersion FirstThatSparesNamed = new(1, 42);
    private static readonly Dictionary<string, string> NoLabels = [];

    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var filters = Filters.Parse(exchange, "label", "label!", "all");
        var all = filters.Flag("all") ?? exchange.Version < FirstThatSparesNamed;
        var (deleted, bytes) = (new List<string>(), 0L);
        foreach (var volume in engine.Volumes.All.Where(volume => (all || volume.IsAnonymous) && Fits(volume, filters)))
        {
            var size = engine.Volumes.SizeOf(volume.Name);
            if (TryRemove(engine, volume))
            {
                deleted.Add(volume.Name);
                bytes += size;
            }
        }

        engine.Events.Publish("volume", "prune", "", new Dictionary<string, string> { ["reclaimed"] = $"{bytes}" });
        return exchange.WriteJsonAsync(new PruneVolumesResponse(deleted.Count > 0 ? deleted : null, bytes), DockerJson.Relaxed.PruneVolumesResponse);
    }

    private static bool Fits(VolumeRecord volume, Filters filters) =>
        filters.FitsLabels("label", volume.Labels ?? NoLabels) && !filters.ForbidsLabels("label!", volume.Labels ?? NoLabels);

    private static bool TryRemove(ContainerEngine engine, VolumeRecord volume)
    {
        try
        {
            engine.VolumeUse.Remove(volume.Name);
            return true;
        }
        catch (Exception e) when (e is ConflictException or NotFoundException)
        {
            return false;
        }
    }
}
