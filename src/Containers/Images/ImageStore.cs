using System.Collections.Concurrent;
using System.Text.Json;
using Gantry.Containers.Content;
using Gantry.Containers.Images.Archives;
using Gantry.Containers.Metadata;
using Gantry.Containers.Snapshots;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images;

/// <summary>The images of this machine, whichever door they came through.</summary>
public sealed class ImageStore
{
    // Held while blobs and rows that belong together appear or go, so that no removal takes a blob that a new image has just found here.
    private readonly Lock _retention = new();
    private readonly ConcurrentDictionary<Digest, ImageDocument> _documents = new();
    private readonly MetadataDatabase _metadata;
    private readonly ContentStore _content;
    private readonly OverlaySnapshots _snapshots;
    private readonly TimeProvider _time;
    private int _intakes;

    /// <summary>Opens the images that the metadata tell of.</summary>
    public ImageStore(MetadataDatabase metadata, ContentStore content, OverlaySnapshots snapshots, TimeProvider time)
    {
        _metadata = metadata;
        _content = content;
        _snapshots = snapshots;
        _time = time;
        WriteIndex();
    }

    /// <summary>Makes an image of one layer from an archive of a root file system, compressed or not.</summary>
    /// <exception cref="InvalidException">The archive is damaged, too large, or reaches out of its root.</exception>
    /// <exception cref="UnsupportedException">The archive is of a form that Gantry does not read.</exception>
    public async Task<Image> ImportAsync(Stream archive, ImportOptions options, CancellationToken cancellationToken)
    {
        await using var intake = Begin();
        var layer = intake.BeginLayer();
        await layer.CopyFromAsync(archive, cancellationToken);
        layer.Seal();
        var unpacked = await layer.UnpackedAsync(cancellationToken);
        var document = options.DocumentOf(unpacked.DiffId, _time.GetUtcNow());
        var config = intake.AddDocument(JsonSerializer.SerializeToUtf8Bytes(document, ImageDocumentJson.Plain.ImageDocument));
        var committed = await intake.CommitAsync(
            new()
            {
                Manifest = intake.AddManifest(config, [await layer.DescribeAsync(cancellationToken)]),
                References = options.Reference is { } reference ? [reference] : [],
                MadeHere = true,
            },
            cancellationToken);
        return committed.Image;
    }

    /// <summary>Begins to take images in.</summary>
    public ImageIntake Begin()
    {
        Interlocked.Increment(ref _intakes);
        return new(_content, _snapshots, this);
    }

    /// <summary>Writes images to archives.</summary>
    public SaveImages Save() => new(this, _content);

    /// <summary>Finds an image by reference, id, unique beginning of an id, or digest, in Docker's order.</summary>
    /// <exception cref="NotFoundException">There is none: "No such image: …".</exception>
    /// <exception cref="InvalidException">The text cannot name an image.</exception>
    public Image Resolve(string nameOrId) => Load(session => Describe(session, ImageName.Resolve(session, nameOrId)));

    /// <summary>The image with this id.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public Image Get(Digest id) => Load(session => Describe(session, id));

    /// <summary>All images, those that others were made from included.</summary>
    public IReadOnlyList<Image> List() =>
        _metadata.Read(session => ImageRow.All(session).ConvertAll(row => Describe(session, row.Id))).ConvertAll(WithDocument);

    /// <summary>Gives an image one more name; the name is taken from the image that had it.</summary>
    /// <exception cref="InvalidException">The name is not one that a tag can have.</exception>
    public void Tag(string nameOrId, ImageReference target)
    {
        var name = Taggable(target);
        lock (_retention)
        {
            _metadata.Write(session =>
            {
                var id = ImageName.Resolve(session, nameOrId);
                ReferenceRow.Set(session, name, id, madeHere: true);
                ImageRow.SetLastTagged(session, id, _time.GetUtcNow());
                return id;
            });
            WriteIndex();
        }
    }

    /// <summary>Takes a name from an image, and removes the image with its last name, as <c>docker rmi</c> does.</summary>
    /// <param name="users">The containers there are; those of other images do not matter.</param>
    /// <returns>What was done, in order.</returns>
    /// <exception cref="ConflictException">Something needs the image; the message is Docker's.</exception>
    public IReadOnlyList<ImageRemoval> Remove(string nameOrId, RemoveImageOptions options, IReadOnlyList<ImageUse> users)
    {
        lock (_retention)
        {
            var removal = _metadata.Write(session =>
            {
                var remove = new RemoveImage(session, options, users);
                remove.Run(nameOrId);
                return remove;
            });
            _snapshots.RemoveFolders(removal.Layers);
            foreach (var blob in removal.Blobs)
            {
                _content.Remove(blob);
                _documents.TryRemove(blob, out _);
            }

            WriteIndex();
            return removal.Steps;
        }
    }

    /// <summary>What images take on disk.</summary>
    public ImageUsage Usage() => _metadata.Read(ImageUsage.Of);

    /// <summary>How an image came about, the latest step first.</summary>
    public IReadOnlyList<ImageStep> History(string nameOrId)
    {
        var image = Resolve(nameOrId);
        var sizes = _metadata.Read(session => ImageLayerRow.Of(session, image.Id)).ConvertAll(layer => layer.Bytes);
        return ImageSteps.Of(image, sizes, parent => _metadata.Read(session => ImageRow.Find(session, parent)) is null ? null : Get(parent));
    }

    /// <summary>Removes blobs that a crash has left without an image. Nothing waits for it.</summary>
    /// <returns>How many there were.</returns>
    public int Sweep()
    {
        lock (_retention)
        {
            var leftovers = _metadata.Read(
                session => _content.All().Where(blob => !ImageLayerRow.BlobIsNeeded(session, blob)).ToList());
            leftovers.ForEach(_content.Remove);
            return leftovers.Count;
        }
    }

    /// <summary>The name that a tag is kept under.</summary>
    internal static ImageReference Taggable(ImageReference target) =>
        target.Digest is not null ? throw new InvalidException("refusing to create a tag with a digest reference")
        : target.FamiliarRepository == "sha256" ? throw new InvalidException("refusing to create an ambiguous tag using digest algorithm as name")
        : target.WithDefaultTag();

    /// <summary>Called when the last of the images that were coming in has come, or was given up.</summary>
    internal Action? WhenIdle { get; set; }

    internal void End()
    {
        if (Interlocked.Decrement(ref _intakes) == 0)
        {
            WhenIdle?.Invoke();
        }
    }

    /// <summary>The digest of a layer uncompressed, by its blob, as an image that has it says; null where none has it.</summary>
    internal Digest? DiffIdOf(Digest blob) =>
        _metadata.Read(session => ImageLayerRow.WithBlob(session, blob)) is { } found && _content.LengthOf(blob) is not null
            ? Get(found.Image).Document.RootFs.DiffIds[found.Position]
            : null;

    /// <summary>How an image's manifest points to its layers, the lowest first.</summary>
    public IReadOnlyList<Descriptor> LayersOf(Image image) => ImageDocuments.Read(image.Manifest, _content.ReadDocument).Manifest.Layers;

    /// <summary>How the manifest of an image that has a layer points to it.</summary>
    internal Descriptor DescribeLayer(Digest blob)
    {
        var (image, position) = _metadata.Read(session => ImageLayerRow.WithBlob(session, blob)) ?? throw new NotFoundException($"content digest {blob}: not found");
        return LayersOf(Get(image))[position];
    }

    /// <summary>Makes an image one of those that are here.</summary>
    internal CommittedImage Commit(ImageCommit commit)
    {
        lock (_retention)
        {
            var now = _time.GetUtcNow();
            var isNew = _metadata.Read(session => ImageRow.Find(session, commit.Id)) is null;
            var takesPlace = !isNew && commit.TakesPlaceOf(Get(commit.Id).Manifest);
            if (isNew || takesPlace)
            {
                commit.Publish();
            }

            var (displaced, unneeded) = _metadata.Write(session =>
            {
                var replaced = takesPlace ? commit.Replace(session) : [];
                commit.Write(session);
                return (commit.WriteReferences(session, now), replaced);
            });
            unneeded.ForEach(_content.Remove);
            WriteIndex();
            return new(Get(commit.Id), isNew, displaced);
        }
    }

    /// <summary>Gives an image another manifest and other blobs of the same layers; what nobody needs then is removed.</summary>
    internal void ReplaceBlobs(Digest id, BlobIngest manifest, IReadOnlyList<Descriptor> layers, IReadOnlyList<BlobIngest> added)
    {
        lock (_retention)
        {
            added.Append(manifest).ToList().ForEach(blob => blob.Publish());
            _content.SyncNames();
            _metadata.Write(session => ImageForm.Replace(session, id, manifest.Digest, [.. layers.Select(layer => layer.Digest)])).ForEach(_content.Remove);
            WriteIndex();
        }
    }

    /// <summary>Notes the digest by which a repository knows an image.</summary>
    internal void AddDigest(Digest id, ImageReference reference)
    {
        lock (_retention)
        {
            _metadata.Write(session =>
            {
                var image = Describe(session, id);
                ReferenceRow.Set(session, reference, image.Id, madeHere: false);
                return image.Id;
            });
            WriteIndex();
        }
    }

    /// <summary>Repositories that were seen to have a blob.</summary>
    internal IReadOnlyList<ImageReference> RepositoriesWith(Digest blob) => _metadata.Read(session => ImageForm.RepositoriesWith(session, blob));

    private static Image Describe(MetadataSession session, Digest id)
    {
        var row = ImageRow.Find(session, id) ?? throw ImageName.NoSuch(id.ToString());
        var layers = ImageLayerRow.Of(session, id);
        return new()
        {
            Id = id,
            Manifest = row.Manifest,
            Document = new(),
            Size = layers.Sum(layer => layer.Bytes),
            Parent = row.Parent,
            TopLayer = layers.Count == 0 ? null : layers[^1].ChainId,
            References = ReferenceRow.Of(session, id),
            LastTagged = row.LastTagged,
        };
    }

    private Image Load(Func<MetadataSession, Image> find) => WithDocument(_metadata.Read(find));

    private Image WithDocument(Image image) => image with { Document = _documents.GetOrAdd(image.Id, ReadDocument) };

    private ImageDocument ReadDocument(Digest id) =>
        JsonSerializer.Deserialize(_content.ReadDocument(id), ImageDocumentJson.Plain.ImageDocument)
        ?? throw new InvalidException($"{id}: the image's configuration is empty");

    private void WriteIndex()
    {
        var manifests = _metadata.Read(session => ImageRow.All(session)
            .SelectMany(row => LayoutIndex.Descriptors(row.Manifest, _content.LengthOf(row.Manifest) ?? 0, ReferenceRow.Of(session, row.Id)))
            .ToList());
        _content.WriteIndex(new() { MediaType = MediaTypes.Index, Manifests = manifests });
    }
}
