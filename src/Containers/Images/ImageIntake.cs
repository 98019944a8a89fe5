using System.Text.Json;
using Gantry.Containers.Content;
using Gantry.Containers.Snapshots;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images;

/// <summary>
/// The one way by which images come in, from archives, registries and commits: documents are added, layers written, and an image committed whole. What no image
/// took is gone when this is disposed.
/// </summary>
public sealed class ImageIntake : IAsyncDisposable
{
    private readonly ContentStore _content;
    private readonly OverlaySnapshots _snapshots;
    private readonly ImageStore _images;
    private readonly Dictionary<Digest, BlobIngest> _documents = [];
    private readonly List<LayerIntake> _layers = [];

    // As many at a time as there are processors: what is unpacked was hashed and written by then, so more would only fight for them.
    private readonly SemaphoreSlim _turns = new(Math.Max(2, Environment.ProcessorCount));

    internal ImageIntake(ContentStore content, OverlaySnapshots snapshots, ImageStore images) => (_content, _snapshots, _images) = (content, snapshots, images);

    /// <summary>Begins a layer. Several may be on their way at a time, each with one writer.</summary>
    public LayerIntake BeginLayer()
    {
        var layer = new LayerIntake(_content.Begin(), _snapshots, _turns);
        lock (_layers)
        {
            _layers.Add(layer);
        }

        return layer;
    }

    /// <summary>Adds a document, such as a configuration or a manifest.</summary>
    public Digest AddDocument(ReadOnlySpan<byte> document)
    {
        var digest = Digest.Of(document);
        if (!_documents.ContainsKey(digest))
        {
            _documents[digest] = _content.Begin(document);
        }

        return digest;
    }

    /// <summary>Adds a manifest, in OCI's words.</summary>
    public Digest AddManifest(Digest config, IReadOnlyList<Descriptor> layers) => AddDocument(JsonSerializer.SerializeToUtf8Bytes(
        new ImageManifest
        {
            MediaType = MediaTypes.Manifest,
            Config = new() { MediaType = MediaTypes.Config, Digest = config, Size = ReadDocument(config).Length },
            Layers = layers,
        },
        ImageSpecJson.Plain.ImageManifest));

    /// <summary>Describes a layer whose blob is here already, as the image that has it does.</summary>
    /// <exception cref="NotFoundException">No image has it.</exception>
    public Descriptor Describe(Digest blob) => _images.DescribeLayer(blob);

    /// <summary>A document that was added, or is in the store.</summary>
    /// <exception cref="NotFoundException">There is no such blob.</exception>
    public byte[] ReadDocument(Digest digest) => _documents.TryGetValue(digest, out var ingest) ? ingest.ReadAll() : _content.ReadDocument(digest);

    /// <summary>Whether an image that is here has this layer, by its blob: it need not be brought again.</summary>
    /// <returns>The digest of the uncompressed layer; null where the blob is not here.</returns>
    public Digest? DiffIdOf(Digest blob) => _images.DiffIdOf(blob);

    /// <summary>Whether a stack of layers is unpacked already.</summary>
    public bool HasLayers(Digest chainId) => _snapshots.Find(chainId.ToString()) is not null;

    /// <summary>Verifies an image and makes it one of those that are here. Durable when this returns.</summary>
    /// <exception cref="InvalidException">A document is malformed, or a layer is not what the configuration says.</exception>
    /// <exception cref="NotFoundException">A blob is neither here nor on its way.</exception>
    public async Task<CommittedImage> CommitAsync(NewImage image, CancellationToken cancellationToken)
    {
        var documents = ImageDocuments.Read(image.Manifest, ReadDocument);
        var layers = new List<LayerIntake?>();
        for (var i = 0; i < documents.DiffIds.Count; i++)
        {
            layers.Add(await VerifyAsync(documents, i, cancellationToken));
        }

        var commit = new ImageCommit(image, documents, layers, _documents, _content, _snapshots);
        while (commit.FindMissing(_snapshots) is { } missing)
        {
            commit.Supply(await UnpackAgainAsync(missing, cancellationToken));
        }

        _content.Sync();
        _snapshots.Sync();
        return _images.Commit(commit);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var layer in _layers)
        {
            await layer.DisposeAsync();
        }

        foreach (var document in _documents.Values)
        {
            document.Dispose();
        }

        _turns.Dispose();
        _images.End();
    }

    // A layer that came counts; where none did, the store's, which was verified when it came.
    private async Task<LayerIntake?> VerifyAsync(ImageDocuments documents, int index, CancellationToken cancellationToken)
    {
        var (blob, expected) = (documents.Manifest.Layers[index].Digest, documents.DiffIds[index]);
        var layer = FindSealed(blob, isFree: true) ?? FindSealed(blob, isFree: false);
        var actual = layer is not null ? (await layer.UnpackedAsync(cancellationToken)).DiffId
            : DiffIdOf(blob) ?? throw new NotFoundException($"content digest {blob}: not found");
        return actual == expected ? layer
            : throw new InvalidException($"invalid diffID for layer {index}: expected \"{expected}\", got \"{actual}\"");
    }

    private LayerIntake? FindSealed(Digest blob, bool isFree)
    {
        lock (_layers)
        {
            return _layers.Find(layer => layer.Blob.IsSealedAs(blob) && (!isFree || layer.Unpacked is not { Committed: true }));
        }
    }

    // The layer is here, but not on top of these layers.
    private async Task<LayerIntake> UnpackAgainAsync(Digest blob, CancellationToken cancellationToken)
    {
        var again = BeginLayer();
        await using var source = FindSealed(blob, isFree: false) is { } sealedLayer && sealedLayer != again ? sealedLayer.Blob.OpenTail() : _content.OpenRead(blob);
        await again.CopyFromAsync(source, cancellationToken);
        again.Seal(blob);
        await again.UnpackedAsync(cancellationToken);
        return again;
    }
}
