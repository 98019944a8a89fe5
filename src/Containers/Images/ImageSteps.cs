using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images;

/// <summary>Joins what an image's configuration tells of its history with the layers and images that are here.</summary>
internal static class ImageSteps
{
    /// <summary>The steps, the latest first.</summary>
    /// <param name="sizes">Bytes of the layers, the lowest first.</param>
    /// <param name="find">The image with an id; null where it is not here.</param>
    internal static IReadOnlyList<ImageStep> Of(Image image, IReadOnlyList<long> sizes, Func<Digest, Image?> find)
    {
        var steps = new List<ImageStep>();
        var layer = 0;
        foreach (var entry in image.Document.History ?? [])
        {
            steps.Add(Step(entry, entry.EmptyLayer ? 0 : layer < sizes.Count ? sizes[layer++] : throw TooManySteps(image)));
        }

        steps.Reverse();
        NameImages(steps, image, find);
        return steps;
    }

    // Each image below, as far as they are here, ended in one step less.
    private static void NameImages(List<ImageStep> steps, Image image, Func<Digest, Image?> find)
    {
        var present = image;
        for (var i = 0; i < steps.Count && present is not null; i++)
        {
            steps[i] = steps[i] with { Image = present.Id, Tags = [.. present.References.Where(reference => reference.Tag is not null)] };
            present = present.Parent is { } parent ? find(parent) : null;
        }
    }

    private static ImageStep Step(ImageHistory entry, long size) => new()
    {
        Created = entry.Created,
        CreatedBy = entry.CreatedBy ?? "",
        Comment = entry.Comment ?? "",
        Size = size,
    };

    private static InvalidException TooManySteps(Image image) =>
        new($"{image.Id}: too many non-empty layers in History section");
}
