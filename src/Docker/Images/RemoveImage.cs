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
        var removals = engine.Images.Remove(exchange.Path("name"), options, engine.ImageUses());
        ImageEvents.Tell(engine, image, removals);
        return exchange.WriteJsonAsync<IReadOnlyList<ImageDeleteItem>>(
            [.. removals.Select(removal => new ImageDeleteItem { Untagged = removal.Untagged, Deleted = removal.Deleted?.ToString() })],
            DockerJson.Relaxed.IReadOnlyListImageDeleteItem);
    }
}
