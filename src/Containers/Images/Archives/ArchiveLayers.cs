using System.Text.Json;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Archives;

/// <summary>A layer of an archive: brought by it, or here before.</summary>
/// <param name="Layer">Null where the blob was here.</param>
/// <param name="Blob">Null where the layer came.</param>
internal sealed record ArchiveLayer(LayerIntake? Layer, Digest? Blob)
{
    internal Digest Digest => Layer?.Digest ?? Blob ?? default;
}

/// <summary>Makes or finds the manifest of an image whose configuration and layers are known.</summary>
internal static class ArchiveLayers
{
    /// <summary>The archive's own manifest where it has one that says the same, so that the image keeps its digest; else a new one.</summary>
    internal static async Task<Digest> ManifestAsync(
        ImageIntake intake, ImageArchiveFiles files, byte[] config, IReadOnlyList<ArchiveLayer> layers, CancellationToken cancellationToken)
    {
        var id = intake.AddDocument(config);
        foreach (var (_, document) in files.Documents)
        {
            if (TryReadManifest(document) is { } manifest && manifest.Config.Digest == id
                && manifest.Layers.Select(layer => layer.Digest).SequenceEqual(layers.Select(layer => layer.Digest)))
            {
                return intake.AddDocument(document);
            }
        }

        var descriptors = new List<Descriptor>();
        foreach (var layer in layers)
        {
            descriptors.Add(layer.Layer is { } brought ? await brought.DescribeAsync(cancellationToken) : intake.Describe(layer.Digest));
        }

        return intake.AddManifest(id, descriptors);
    }

    internal static LayerIntake FromMemory(ImageIntake intake, byte[] content)
    {
        var layer = intake.BeginLayer();
        layer.Write(content);
        layer.Seal();
        return layer;
    }

    private static ImageManifest? TryReadManifest(byte[] document)
    {
        if (document.AsSpan().IndexOf("\"layers\""u8) < 0)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(document, ImageSpecJson.Plain.ImageManifest);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null; // Some other document with that word in it.
        }
    }
}
