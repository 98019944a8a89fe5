using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images;

/// <summary>An image that is here whole: blobs stored, layers unpacked.</summary>
public sealed record Image
{
    /// <summary>The digest of its configuration, which is what Docker calls the image's id.</summary>
    public required Digest Id { get; init; }

    /// <summary>The digest of its manifest, by which registries know it.</summary>
    public required Digest Manifest { get; init; }

    public required ImageDocument Document { get; init; }

    /// <summary>Bytes of the unpacked layers together.</summary>
    public required long Size { get; init; }

    /// <summary>The image that a local commit or build started from; null where none is known.</summary>
    public Digest? Parent { get; init; }

    /// <summary>The chain id of the topmost layer, the key of the snapshot to prepare containers on; null for an image without layers.</summary>
    public Digest? TopLayer { get; init; }

    /// <summary>Tags and repository digests, in ordinal order.</summary>
    public required IReadOnlyList<ImageReference> References { get; init; }

    /// <summary>When a tag was last set here; null for an image that never had one.</summary>
    public DateTimeOffset? LastTagged { get; init; }

    /// <summary>The first twelve digits of the id, as tables and messages show it.</summary>
    public string ShortId => Id.Hex[..12];
}
