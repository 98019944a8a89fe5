using Gantry.Containers;
using Gantry.Containers.Images;
using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Images;

/// <summary><c>DELETE /images/{name}?force=BOOL&amp;noprune=BOOL</c>: 200 with what was done; 409 where a container stands in the way.</summary>
internal static class RemoveImage
{
    public static Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var options = new RemoveImageOptions { Force = exchange.Flag("force"), PruneParents = !exchange.Flag("noprune") };
        var image = engine.Images.Resolve(exchange.Path("name"));
        var removals = engine.Images.Remove(exchange.Path("name"), options, Users(engine));
        foreach (var removal in removals)
        {
            engine.Events.Publish(
                "image", removal.Untagged is null ? "delete" : "untag", image.Id.ToString(), new Dictionary<string, string> { ["name"] = image.Id.ToString() });
        }

        return exchange.WriteJsonAsync<IReadOnlyList<ImageDeleteItem>>(
            [.. removals.Select(removal => new ImageDeleteItem { Untagged = removal.Untagged, Deleted = removal.Deleted?.ToString() })],
            DockerJson.Relaxed.IReadOnlyListImageDeleteItem);
    }

    private static IReadOnlyList<ImageUse> Users(ContainerEngine engine) =>
        [.. from container in engine.Store.All
            let record = container.Record
            where record.Image is not null
            select new ImageUse(record.Image ?? default, record.Id.Short, record.State.IsRunning)];
}
