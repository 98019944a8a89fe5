using Gantry.Containers.Content;
using Gantry.Containers.Events;
using Gantry.Containers.Registries;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Pushing;

/// <summary>How to push.</summary>
public sealed record PushOptions
{
    public RegistryCredentials Credentials { get; init; } = RegistryCredentials.Anonymous;

    /// <summary>Told of each step, on any thread.</summary>
    public Action<TransferStep> Progress { get; init; } = static _ => { };
}

/// <summary>What the registry has now.</summary>
/// <param name="Tag">Under which name.</param>
/// <param name="Digest">The manifest's.</param>
/// <param name="Size">Its bytes.</param>
public sealed record PushedImage(string Tag, Digest Digest, long Size);

/// <summary>Brings an image that is here to its registry, byte for byte as it is here.</summary>
public sealed class PushImage(ImageStore images, ContentStore content, RegistryAccess registries, EventBus events) : IDisposable
{
    private const int MaxMountSources = 4;

    private readonly CompressLayers _compress = new(images, content);

    public void Dispose() => _compress.Dispose();

    /// <summary>The names that are meant: the one with a tag, or all of a repository's.</summary>
    /// <exception cref="NotFoundException">None of them is here; the message is Docker's.</exception>
    public IReadOnlyList<ImageReference> NamesOf(ImageReference repository)
    {
        var names = images.List().SelectMany(image => image.References)
            .Where(name => name.Digest is null && name.Repository == repository.Repository && (repository.Tag is null || name.Tag == repository.Tag))
            .OrderBy(name => name.Tag, StringComparer.Ordinal).ToList();
        return names.Count > 0 ? names
            : throw new NotFoundException($"An image does not exist locally with the tag: {repository.FamiliarRepository}");
    }

    /// <summary>Pushes one.</summary>
    /// <exception cref="RegistryException">The registry refused, or cannot be reached.</exception>
    public async Task<PushedImage> ExecuteAsync(ImageReference name, PushOptions options, CancellationToken cancellationToken)
    {
        var image = images.Resolve(name.ToString());
        ShowAll(image, TransferKind.Preparing, options);
        image = await _compress.ExecuteAsync(image.Id, cancellationToken);
        var manifest = _compress.ReadManifest(image);
        var sources = manifest.Layers.Select(layer => layer.Digest).Distinct().ToDictionary(layer => layer, layer => SourceOf(layer, name));
        var pushed = await registries.PushAsync(
            name, options.Credentials, sources.Values.OfType<string>().Distinct().Take(MaxMountSources),
            async repository =>
            {
                await PushLayersAsync(repository, image, manifest, sources, options, cancellationToken);
                await PushBlobAsync(repository, manifest.Config, from: null, progress: null, cancellationToken);
                var bytes = content.ReadDocument(image.Manifest);
                await repository.PutManifestAsync(name.Tag ?? "latest", bytes, TypeOf(manifest), cancellationToken);
                return new PushedImage(name.Tag ?? "latest", image.Manifest, bytes.Length);
            });
        images.AddDigest(image.Id, name.WithDigest(image.Manifest));
        events.Publish("image", "push", name.Familiar, new Dictionary<string, string> { ["name"] = name.FamiliarRepository });
        return pushed;
    }

    private static string TypeOf(ImageManifest manifest) =>
        manifest.MediaType ?? (manifest.Config.MediaType == MediaTypes.DockerConfig ? MediaTypes.DockerManifest : MediaTypes.Manifest);

    private static string ShortOf(Image image, int layer) => image.Document.RootFs.DiffIds[layer].Hex[..12];

    private static void ShowAll(Image image, TransferKind kind, PushOptions options)
    {
        for (var i = image.Document.RootFs.DiffIds.Count - 1; i >= 0; i--)
        {
            options.Progress(new(ShortOf(image, i), kind));
        }
    }

    private async Task PushLayersAsync(
        Repository repository, Image image, ImageManifest manifest, Dictionary<Digest, string?> sources, PushOptions options, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = registries.Options.ParallelTransfers, CancellationToken = cancellationToken };
        var layers = manifest.Layers.Select((layer, position) => (Layer: layer, Position: position)).DistinctBy(each => each.Layer.Digest).ToList();
        await Parallel.ForEachAsync(layers, parallel, async (each, stop) =>
        {
            var step = new TransferStep(ShortOf(image, each.Position), TransferKind.Uploading, Total: each.Layer.Size);
            var meter = new TransferMeter(options.Progress, step, registries.Time);
            options.Progress(await PushBlobAsync(repository, each.Layer, sources[each.Layer.Digest], meter.Advance, stop) switch
            {
                null => step with { Kind = TransferKind.UploadPresent, Total = 0 },
                { MountedFrom: { } from } => step with { Kind = TransferKind.Mounted, Total = 0, Detail = from },
                _ => step with { Kind = TransferKind.Uploaded, Total = 0 },
            });
        });
    }

    // Null where it was there before.
    private async Task<UploadResult?> PushBlobAsync(Repository repository, Descriptor blob, string? from, Action<long>? progress, CancellationToken cancellationToken)
    {
        if (await repository.HasBlobAsync(blob.Digest, cancellationToken))
        {
            return null;
        }

        var length = content.LengthOf(blob.Digest) ?? throw new NotFoundException($"content digest {blob.Digest}: not found");
        return await new BlobUpload(repository, blob.Digest, length, () => content.OpenRead(blob.Digest)) { Progress = progress }.RunAsync(from, cancellationToken);
    }

    private string? SourceOf(Digest layer, ImageReference target) => images.RepositoriesWith(layer)
        .FirstOrDefault(known => known.Domain == target.Domain && known.Path != target.Path)?.Path;
}
