namespace Gantry.Oci.ImageSpec;

/// <summary>An image for one platform: its configuration and its layers, the lowest first.</summary>
/// <remarks>image-spec manifest.md</remarks>
public sealed record ImageManifest
{
    public int SchemaVersion { get; init; } = 2;
    public string? MediaType { get; init; }
    public string? ArtifactType { get; init; }
    public required Descriptor Config { get; init; }
    public required IReadOnlyList<Descriptor> Layers { get; init; }
    public Descriptor? Subject { get; init; }
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
