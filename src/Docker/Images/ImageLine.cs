using Gantry.Containers.Images;
using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Routing;
using Gantry.Oci;

namespace Gantry.Docker.Images;

/// <summary>What a list shows of an image.</summary>
internal static class ImageLine
{
    private static readonly ApiVersion FirstWithoutVirtualSize = new(1, 44);

    /// <param name="image">The image.</param>
    /// <param name="exchange">Whose version decides the shape.</param>
    /// <param name="acceptsName">Which names to show.</param>
    /// <param name="usage">Where shared sizes are asked for.</param>
    /// <param name="containers">How many were made from it; -1 where nobody asked.</param>
    public static ImageSummary Describe(Image image, Exchange exchange, Func<ImageReference, bool> acceptsName, ImageUsage? usage, int containers = -1)
    {
        var names = image.References.Where(acceptsName).ToList();
        return new ImageSummary
        {
            Containers = containers,
            Created = image.Document.Created?.ToUnixTimeSeconds() ?? 0,
            Id = image.Id.ToString(),
            Labels = image.Document.Config?.Labels,
            ParentId = image.Parent?.ToString() ?? "",
            RepoDigests = [.. names.Where(name => name.Digest is not null).Select(name => name.Familiar)],
            RepoTags = [.. names.Where(name => name.Digest is null).Select(name => name.Familiar)],
            SharedSize = usage?.SharedBytes.GetValueOrDefault(image.Id) ?? -1,
            Size = image.Size,
            VirtualSize = exchange.Version < FirstWithoutVirtualSize ? image.Size : null,
        };
    }
}
