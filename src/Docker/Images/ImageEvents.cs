using Gantry.Containers;
using Gantry.Containers.Images;

namespace Gantry.Docker.Images;

/// <summary>What is told of images that go.</summary>
internal static class ImageEvents
{
    public static void Tell(ContainerEngine engine, Image image, IReadOnlyList<ImageRemoval> removals)
    {
        foreach (var removal in removals)
        {
            engine.Events.Publish(
                "image", removal.Untagged is null ? "delete" : "untag", image.Id.ToString(), new Dictionary<string, string> { ["name"] = image.Id.ToString() });
        }
    }
}
