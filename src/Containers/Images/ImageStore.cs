using Gantry.Oci;

namespace Gantry.Containers.Images;

/// <summary>The images of this machine, whichever door they came through.</summary>
public sealed class ImageStore
{
    public Task<Image> ImportAsync(Stream archive, ImportOptions options, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Finds an image by reference, id, unique prefix of an id, or digest, in Docker's order.</summary>
    public Image Resolve(string nameOrId) => throw new NotSupportedException();

    public Image Get(Digest id) => throw new NotSupportedException();

    public IReadOnlyList<Image> List() => throw new NotSupportedException();

    /// <summary>Gives an image one more name; the name is taken from the image that had it.</summary>
    public void Tag(string nameOrId, ImageReference target) => throw new NotSupportedException();

    public IReadOnlyList<ImageRemoval> Remove(string nameOrId, RemoveImageOptions options, IReadOnlyList<ImageUse> users) =>
        throw new NotSupportedException();

    public IReadOnlyList<ImageStep> History(string nameOrId) => throw new NotSupportedException();
}
