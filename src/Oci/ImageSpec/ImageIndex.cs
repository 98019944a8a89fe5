namespace Gantry.Oci.ImageSpec;

/// <summary>Several manifests: of one image for several platforms, or of all the images in a layout.</summary>
/// <remarks>image-spec image-index.md</remarks>
public sealed record ImageIndex
{
    public int SchemaVersion { get; init; } = 2;
    public string? MediaType { get; init; }
    public string? ArtifactType { get; init; }
    public required IReadOnlyList<Descriptor> Manifests { get; init; }
    public Descriptor? Subject { get; init; }
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
