using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Images;

/// <summary><c>POST /images/prune?filters=JSON</c>: removes images without a tag; with <c>dangling=false</c> all that no container uses.</summary>
internal static class PruneImages
{
    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var filters = Filters.Parse(exchange, "dangling", "label", "label!", "until");
        var until = UntilFilter.Of(filters, engine.Time.GetUtcNow());
        var result = new Gantry.Containers.Images.PruneImages(engine.Images).Execute(
            filters.Flag("dangling") ?? true,
            image =>
            {
                var labels = image.Document.Config?.Labels ?? new Dictionary<string, string>();
                return (until is null || image.Document.Created < until) && filters.FitsLabels("label", labels)
                    && (!filters.Has("label!") || !filters.FitsLabels("label!", labels));
            },
            engine.ImageUses(),
            (image, removals) => ImageEvents.Tell(engine, image, removals));
        engine.Events.Publish("image", "prune", "", new Dictionary<string, string> { ["reclaimed"] = $"{result.Bytes}" });
        return exchange.WriteJsonAsync(
            new ImagePruneBody(
                result.Removals.Count == 0 ? null
                    : [.. result.Removals.Select(removal => new ImageDeleteItem { Untagged = removal.Untagged, Deleted = removal.Deleted?.ToString() })],
                result.Bytes),
            DockerJson.Relaxed.ImagePruneBody);
    }
}
