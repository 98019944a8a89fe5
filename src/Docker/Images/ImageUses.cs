using Gantry.Containers;
using Gantry.Containers.Images;

namespace Gantry.Docker.Images;

/// <summary>Who uses images, and what is told of those that go.</summary>
internal static class ImageUses
{
    public static IReadOnlyList<ImageUse> Of(ContainerEngine engine) =>
        [.. from container in engine.Store.All
            let record = container.Record
            where record.Image is not null
            select new ImageUse(record.Image ?? default, $"container {record.Id.Short}", record.State.IsRunning)];

    public static void Tell(ContainerEngine engine, Image image, IReadOnlyList<ImageRemoval> removals)
    {
        foreach (var removal in removals)
        {
            engine.Events.Publish(
                "image", removal.Untagged is null ? "delete" : "untag", image.Id.ToString(), new Dictionary<string, string> { ["name"] = image.Id.ToString() });
        }
    }
}
