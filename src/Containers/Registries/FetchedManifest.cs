using System.Text.Json;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Registries;

/// <summary>A document of a registry, byte for byte.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Digest">Theirs.</param>
/// <param name="MediaType">What it says it is; what the server said where it says nothing.</param>
public sealed record FetchedManifest(byte[] Content, Digest Digest, string MediaType)
{
    /// <summary>Reads it as a list of manifests.</summary>
    public ImageIndex ReadIndex() => Read(() => JsonSerializer.Deserialize(Content, ImageSpecJson.Plain.ImageIndex));

    /// <summary>Reads it as the manifest of an image.</summary>
    public ImageManifest ReadManifest() => Read(() => JsonSerializer.Deserialize(Content, ImageSpecJson.Plain.ImageManifest));

    /// <summary>The document's own word counts: a server that names another type would have it read in two ways.</summary>
    internal static string TypeOf(byte[] content, string? served)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? throw new RegistryException("the manifest is no JSON object")
                : root.TryGetProperty("mediaType", out var own) && own.ValueKind == JsonValueKind.String && own.GetString() is { Length: > 0 } type ? type
                : root.TryGetProperty("schemaVersion", out var version) && version.ValueKind == JsonValueKind.Number && version.GetRawText() == "1" ? MediaTypes.DockerManifestV1
                : root.TryGetProperty("manifests", out _) ? MediaTypes.Index
                : root.TryGetProperty("config", out _) ? MediaTypes.Manifest
                : served ?? "";
        }
        catch (JsonException e)
        {
            throw new RegistryException($"the manifest is malformed: {e.Message}", e);
        }
    }

    private T Read<T>(Func<T?> read)
    {
        try
        {
            return read() ?? throw new RegistryException("the manifest is empty");
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new RegistryException($"the manifest {Digest} is malformed: {e.Message}", e);
        }
    }
}
