using System.Text.Json;
using Gantry.Containers.Archives;
using Gantry.Containers.Content;
using Gantry.Containers.Metadata;
using Gantry.Containers.Snapshots;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images;

/// <summary>An image being made from an archive: received first, then published and committed, or gone without a trace.</summary>
internal sealed class ImageImport(ContentStore content, OverlaySnapshots snapshots, ImportOptions options, DateTimeOffset now) : IDisposable
{
    private const int BufferBytes = 128 * 1024;

    private readonly BlobIngest _archive = content.Begin();
    private UnpackedLayer? _layer;
    private BlobIngest? _document;
    private BlobIngest? _manifest;
    private ImageRow? _row;
    private Digest _blob;

    public void Dispose()
    {
        _archive.Dispose();
        _layer?.Dispose();
        _document?.Dispose();
        _manifest?.Dispose();
    }

    /// <summary>Unpacks and keeps the archive in one pass, and writes the documents that make it an image.</summary>
    /// <returns>The id that the image will have.</returns>
    internal async Task<Digest> ReceiveAsync(Stream archive, CancellationToken cancellationToken)
    {
        var limits = ExtractionLimits.Default;
        await using var compressed = new BufferedStream(new IngestingStream(archive, _archive), BufferBytes);
        var (uncompressed, compression) = await Decompression.OpenAsync(compressed, cancellationToken);
        await using (uncompressed)
        {
            await using var bounded = new BoundedStream(uncompressed, () => _archive.Length, limits);
            _layer = await snapshots.UnpackAsync(bounded, parent: null, limits, cancellationToken);
        }

        // Whatever follows the compressed data is part of the blob too.
        await compressed.CopyToAsync(Stream.Null, cancellationToken);
        _blob = _archive.Seal();
        return WriteDocuments(_layer.DiffId, compression);
    }

    internal void PublishBlobs()
    {
        _archive.Publish();
        _document?.Publish();
        _manifest?.Publish();
        content.SyncNames();
    }

    internal bool Commit(MetadataSession session)
    {
        if (_layer is null || _row is null)
        {
            throw new InvalidOperationException("nothing was received");
        }

        var snapshot = snapshots.Commit(session, _layer);
        var isNew = _row.TryInsert(session);
        if (isNew)
        {
            ImageLayerRow.Insert(session, _row.Id, position: 0, snapshot.Number, _blob);
        }

        if (options.Reference is { } reference)
        {
            ReferenceRow.Set(session, ImageStore.Taggable(reference), _row.Id, madeHere: true);
            ImageRow.SetLastTagged(session, _row.Id, now);
        }

        return isNew;
    }

    private Digest WriteDocuments(Digest diffId, Compression compression)
    {
        var document = JsonSerializer.SerializeToUtf8Bytes(Document(diffId), ImageDocumentJson.Plain.ImageDocument);
        _document = content.Begin(document);
        var id = Digest.Of(document);
        var manifest = JsonSerializer.SerializeToUtf8Bytes(
            new ImageManifest
            {
                MediaType = MediaTypes.Manifest,
                Config = new() { MediaType = MediaTypes.Config, Digest = id, Size = document.Length },
                Layers = [new() { MediaType = MediaTypeOf(compression), Digest = _blob, Size = _archive.Length }],
            },
            ImageSpecJson.Plain.ImageManifest);
        _manifest = content.Begin(manifest);
        _row = new(id, Digest.Of(manifest), Parent: null, LastTagged: null);
        return id;
    }

    private ImageDocument Document(Digest diffId) => new()
    {
        Architecture = options.Platform.Architecture,
        Variant = options.Platform.Variant,
        Os = options.Platform.Os,
        Created = now,
        Comment = options.Message,
        Config = options.Config,
        RootFs = new() { DiffIds = [diffId] },
        History = [new() { Created = now, Comment = options.Message }],
    };

    private static string MediaTypeOf(Compression compression) => compression switch
    {
        Compression.Gzip => MediaTypes.LayerGzip,
        Compression.Zstd => MediaTypes.LayerZstd,
        _ => MediaTypes.Layer,
    };
}
