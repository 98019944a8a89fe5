using Gantry.Containers;
using Gantry.Docker.Containers.Shapes;
using Gantry.Oci;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>What a container takes on disk, which is counted only when somebody asks.</summary>
internal static class ContainerSizes
{
    public static ContainerSummary Add(ContainerEngine engine, ContainerSummary line)
    {
        var (own, all) = Of(engine, line.Id, Digest.TryParse(line.ImageId, out var image) ? image : null);
        return line with { SizeRw = own, SizeRootFs = all };
    }

    /// <summary>Bytes of its own files, and of all.</summary>
    public static (long Own, long All) Of(ContainerEngine engine, string id, Digest? image)
    {
        try
        {
            var own = engine.Snapshots.Usage(id).Bytes;
            return (own, own + (image is { } known ? engine.Images.Get(known).Size : 0));
        }
        catch (NotFoundException)
        {
            return (0, 0); // It, or its image, has just gone.
        }
    }
}
