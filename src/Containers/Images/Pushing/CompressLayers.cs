using System.Text.Json;
using Gantry.Containers.Content;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Pushing;

/// <summary>
/// Gives an image that was made here the form in which it travels: its plain layers compressed, once, and kept in their stead, so that every further push sends the same bytes.
/// </summary>
internal sealed class CompressLayers(ImageStore images, ContentStore content) : IDisposable
{
    // Two pushes of one image would compress it twice.
    private readonly SemaphoreSlim _turn = new(1);

    public void Dispose() => _turn.Dispose();

    /// <returns>The image with its manifest as it is now.</returns>
    public async Task<Image> ExecuteAsync(Digest id, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var image = images.Get(id);
            var manifest = ReadManifest(image);
            if (manifest.Layers.Any(IsPlain))
            {
                await CompressAsync(image, manifest, cancellationToken);
            }

            return images.Get(id);
        }
        finally
        {
            _turn.Release();
        }
    }

    public ImageManifest ReadManifest(Image image) =>
        JsonSerializer.Deserialize(content.ReadDocument(image.Manifest), ImageSpecJson.Plain.ImageManifest)
        ?? throw new InvalidException($"{image.Id}: the image's manifest is empty");

    private static bool IsPlain(Descriptor layer) => layer.MediaType is MediaTypes.Layer or MediaTypes.DockerLayer;

    private async Task CompressAsync(Image image, ImageManifest manifest, CancellationToken cancellationToken)
    {
        var made = new Dictionary<Digest, BlobIngest>();
        try
        {
            foreach (var layer in manifest.Layers.Where(IsPlain).DistinctBy(layer => layer.Digest))
            {
                made[layer.Digest] = await CompressAsync(layer, cancellationToken);
            }

            var layers = manifest.Layers.Select(layer => made.TryGetValue(layer.Digest, out var blob) ? Describe(layer, blob) : layer).ToList();
            var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest with { Layers = layers }, ImageSpecJson.Plain.ImageManifest);
            using var document = content.Begin(bytes);
            content.Sync();
            images.ReplaceBlobs(image.Id, document, layers, [.. made.Values]);
        }
        finally
        {
            foreach (var blob in made.Values)
            {
                blob.Dispose();
            }
        }
    }

    private async Task<BlobIngest> CompressAsync(Descriptor layer, CancellationToken cancellationToken)
    {
        var ingest = content.Begin();
        try
        {
            await using var plain = content.OpenRead(layer.Digest);
            await GzipMembers.CompressAsync(plain, member => ingest.Write(member.Span), cancellationToken);
            ingest.Seal();
            return ingest;
        }
        catch
        {
            ingest.Dispose();
            throw;
        }
    }

    private static Descriptor Describe(Descriptor plain, BlobIngest blob) => plain with
    {
        MediaType = plain.MediaType == MediaTypes.DockerLayer ? MediaTypes.DockerLayerGzip : MediaTypes.LayerGzip,
        Digest = blob.Digest,
        Size = blob.Length,
    };
}
