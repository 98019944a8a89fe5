using System.Text.Json;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Archives;

/// <summary>One image that an archive has, before it is taken in.</summary>
internal sealed class ArchivedImage(byte[] config, IReadOnlyList<ImageReference> names, Func<CancellationToken, Task<Digest>> makeManifest)
{
    private readonly ImageDocument _document =
        JsonSerializer.Deserialize(config, ImageDocumentJson.Plain.ImageDocument) ?? throw new JsonException("an image's configuration is null");

    internal bool Fits(Platform wanted) =>
        _document.Os == wanted.Os && _document.Architecture == wanted.Architecture && (wanted.Variant is null || _document.Variant is null || _document.Variant == wanted.Variant);

    /// <summary>The digest of the manifest, which the intake has by now, and the image's names.</summary>
    internal async Task<(Digest Manifest, IReadOnlyList<ImageReference> Names)> ManifestAsync(CancellationToken cancellationToken) =>
        (await makeManifest(cancellationToken), names);
}
