using Gantry.Oci;

namespace Gantry.Containers.Images;

/// <summary>An image whose blobs an <see cref="ImageIntake"/> has, or the store had before.</summary>
public sealed record NewImage
{
    /// <summary>The manifest's digest: a document that names the configuration and the layers.</summary>
    public required Digest Manifest { get; init; }

    /// <summary>Names to give it, tags or digests in a repository; each is taken from the image that had it.</summary>
    public IReadOnlyList<ImageReference> References { get; init; } = [];

    /// <summary>Made, loaded or imported on this machine, rather than pulled by these names.</summary>
    public required bool MadeHere { get; init; }

    /// <summary>The image that a local commit started from.</summary>
    public Digest? Parent { get; init; }
}

/// <summary>What came of it.</summary>
/// <param name="Image">The image, which may have been here before.</param>
/// <param name="IsNew">It was not.</param>
/// <param name="Displaced">Names that other images had until now, and which.</param>
public sealed record CommittedImage(Image Image, bool IsNew, IReadOnlyList<(ImageReference Reference, Digest From)> Displaced);
