using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Containers;

/// <summary><c>POST /containers/prune?filters=JSON</c>: removes what does not run; 200 with the ids and the bytes.</summary>
internal static class PruneContainers
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var filters = Filters.Parse(exchange, "until", "label", "label!");
        var until = UntilFilter.Of(filters, engine.Time.GetUtcNow());
        var (deleted, bytes) = (new List<string>(), 0L);
        foreach (var container in engine.Store.All.Where(container => container.Record.Door == Engine.Door && !container.Record.State.IsActive))
        {
            var record = container.Record;
            if ((until is not null && record.Created >= until) || !filters.FitsLabels("label", record.Labels) || filters.ForbidsLabels("label!", record.Labels))
            {
                continue;
            }

            var size = engine.Snapshots.Find(record.Id.Hex) is null ? 0 : engine.Snapshots.Usage(record.Id.Hex).Bytes;
            try
            {
                await engine.Remove.ExecuteAsync(container, new RemoveOptions(), exchange.CancellationToken);
            }
            catch (ConflictException)
            {
                // Started, or being removed, in the meantime.
                continue;
            }

            deleted.Add(record.Id.Hex);
            bytes += size;
        }

        engine.Events.Publish("container", "prune", "", new Dictionary<string, string> { ["reclaimed"] = $"{bytes}" });
        await exchange.WriteJsonAsync(new PruneContainersResponse(deleted.Count > 0 ? deleted : null, bytes), DockerJson.Relaxed.PruneContainersResponse);
    }
}
