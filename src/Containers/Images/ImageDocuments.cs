using System.Text.Json;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images;

/// <summary>A manifest and the configuration that it names, read and found to agree.</summary>
internal sealed record ImageDocuments(ImageManifest Manifest, ImageDocument Config)
{
    internal IReadOnlyList<Digest> DiffIds => Config.RootFs.DiffIds;

    /// <exception cref="InvalidException">A document is malformed, or the two do not belong together.</exception>
    internal static ImageDocuments Read(Digest manifest, Func<Digest, byte[]> read)
    {
        try
        {
            var parsed = JsonSerializer.Deserialize(read(manifest), ImageSpecJson.Plain.ImageManifest) ?? throw new JsonException("null");
            var config = JsonSerializer.Deserialize(read(parsed.Config.Digest), ImageDocumentJson.Plain.ImageDocument) ?? throw new JsonException("null");
            return config.RootFs.DiffIds.Count == parsed.Layers.Count
                ? new(parsed, config)
                : throw new InvalidException($"invalid manifest, layers length mismatch: expected {config.RootFs.DiffIds.Count}, got {parsed.Layers.Count}");
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new InvalidException($"{manifest}: the image's documents are malformed: {e.Message}", e);
        }
    }
}
