using System.Text.Json;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Archives;

/// <summary>Archives of an OCI image layout without Docker's list beside it.</summary>
/// <remarks>image-spec image-layout.md. An index of several platforms means the one of this machine.</remarks>
internal static class OciArchive
{
    private const int NestingLimit = 4;

    internal static List<ArchivedImage> Find(byte[] index, ImageIntake intake, ImageArchiveFiles files)
    {
        var found = new List<ArchivedImage>();
        foreach (var descriptor in Parse(index).Manifests)
        {
            if (ManifestOf(descriptor, files, NestingLimit) is { } manifest)
            {
                found.Add(Describe(manifest, NamesOf(descriptor), intake, files));
            }
        }

        return found;
    }

    private static ImageIndex Parse(byte[] index) =>
        JsonSerializer.Deserialize(index, ImageSpecJson.Plain.ImageIndex) ?? throw new JsonException("an index is null");

    // What the archive lacks, such as the other platforms of an index that was saved for one, is passed over.
    private static byte[]? ManifestOf(Descriptor descriptor, ImageArchiveFiles files, int nesting)
    {
        if (files.FindBlob(descriptor.Digest) is not { } document || nesting == 0)
        {
            return null;
        }

        if (descriptor.MediaType is not (MediaTypes.Index or MediaTypes.DockerIndex))
        {
            return document;
        }

        return Parse(document).Manifests
            .OrderByDescending(inner => inner.Platform is { } platform && platform.Os == Platform.Host.Os && platform.Architecture == Platform.Host.Architecture)
            .Select(inner => ManifestOf(inner, files, nesting - 1))
            .FirstOrDefault(manifest => manifest is not null);
    }

    private static ArchivedImage Describe(byte[] document, List<ImageReference> names, ImageIntake intake, ImageArchiveFiles files)
    {
        var manifest = JsonSerializer.Deserialize(document, ImageSpecJson.Plain.ImageManifest) ?? throw new JsonException("a manifest is null");
        var config = files.FindBlob(manifest.Config.Digest) ?? throw new InvalidException($"the archive lacks the configuration {manifest.Config.Digest}");
        return new(config, names, _ =>
        {
            intake.AddDocument(config);
            foreach (var layer in manifest.Layers)
            {
                Require(layer, intake, files);
            }

            return Task.FromResult(intake.AddDocument(document));
        });
    }

    private static void Require(Descriptor layer, ImageIntake intake, ImageArchiveFiles files)
    {
        var name = $"blobs/{layer.Digest.Algorithm}/{layer.Digest.Hex}";
        if (files.FindLayer(name) is { } brought)
        {
            if (brought.Digest != layer.Digest)
            {
                throw new InvalidException($"unexpected digest: got {brought.Digest}, expected {layer.Digest}");
            }
        }
        else if (files.FindPresent(name) is null)
        {
            ArchiveLayers.FromMemory(intake, files.FindDocument(name) ?? throw new InvalidException($"the archive lacks the layer {layer.Digest}"));
        }
    }

    private static List<ImageReference> NamesOf(Descriptor descriptor) =>
        Annotation(descriptor, ImageLayout.FullNameAnnotation) is { } full && ImageReference.TryParse(full, out var named) ? [named.WithDefaultTag()]
        // A tag alone names nothing without its repository.
        : Annotation(descriptor, ImageLayout.ReferenceNameAnnotation) is { } name && name.AsSpan().ContainsAny('/', ':') && ImageReference.TryParse(name, out var other)
            ? [other.WithDefaultTag()]
        : [];

    private static string? Annotation(Descriptor descriptor, string key) => descriptor.Annotations?.GetValueOrDefault(key);
}
