namespace Gantry.Oci.ImageSpec;

/// <summary>A pointer to a blob: what it is, its digest, and its length in bytes.</summary>
/// <remarks>image-spec descriptor.md</remarks>
public sealed record Descriptor
{
    public required string MediaType { get; init; }
    public required Digest Digest { get; init; }

    /// <summary>Bytes of the blob as stored, compressed where it is.</summary>
    public required long Size { get; init; }

    public IReadOnlyList<string>? Urls { get; init; }
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The blob itself, where it is small enough to be carried along.</summary>
    public byte[]? Data { get; init; }

    public Platform? Platform { get; init; }
    public string? ArtifactType { get; init; }
}
