using Gantry.Containers.Content;
using Gantry.Containers.Metadata;
using Gantry.Containers.Snapshots;
using Gantry.Oci;

namespace Gantry.Containers.Images;

/// <summary>The last step of an image that comes in: blobs, layers, row and names appear together.</summary>
internal sealed class ImageCommit(
    NewImage image, ImageDocuments documents, List<LayerIntake?> layers, IReadOnlyDictionary<Digest, BlobIngest> added, ContentStore content, OverlaySnapshots snapshots)
{
    private readonly IReadOnlyList<Digest> _chains = ChainId.Stacks(documents.DiffIds);
    private readonly Dictionary<int, LayerIntake> _supplied = [];

    internal Digest Id => documents.Manifest.Config.Digest;

    /// <summary>The blob of a layer that has still to be unpacked on its place; null where there is none.</summary>
    internal Digest? FindMissing(OverlaySnapshots present)
    {
        for (var i = 0; i < _chains.Count; i++)
        {
            if (Unpacked(i) is null && present.Find(_chains[i].ToString()) is null)
            {
                return BlobOf(i);
            }
        }

        return null;
    }

    /// <summary>Brings the layer that <see cref="FindMissing"/> asked for.</summary>
    internal void Supply(LayerIntake layer)
    {
        for (var i = 0; i < _chains.Count; i++)
        {
            if (Unpacked(i) is null && BlobOf(i) == layer.Digest && snapshots.Find(_chains[i].ToString()) is null)
            {
                _supplied[i] = layer;
                return;
            }
        }
    }

    /// <summary>Gives the blobs their names, where the image is new.</summary>
    internal void Publish()
    {
        foreach (var document in new[] { image.Manifest, Id })
        {
            added.GetValueOrDefault(document)?.Publish();
        }

        for (var i = 0; i < layers.Count; i++)
        {
            layers[i]?.Blob.Publish();
            if (content.LengthOf(BlobOf(i)) is null)
            {
                throw new UnavailableException($"layer {BlobOf(i)} was removed meanwhile: try again");
            }
        }

        content.SyncNames();
    }

    /// <summary>Whether an image that is here in another form is to be here as it was pulled last, so that it is pushed on byte for byte.</summary>
    internal bool TakesPlaceOf(Digest manifest) => !image.MadeHere && manifest != image.Manifest;

    /// <returns>Blobs that nobody needs any more.</returns>
    internal List<Digest> Replace(MetadataSession session) =>
        ImageForm.Replace(session, Id, image.Manifest, [.. documents.Manifest.Layers.Select(layer => layer.Digest)]);

    internal void Write(MetadataSession session)
    {
        if (new ImageRow(Id, image.Manifest, image.Parent, LastTagged: null).TryInsert(session))
        {
            WriteLayers(session);
        }
    }

    /// <summary>Gives the image its names.</summary>
    /// <returns>Those that other images had.</returns>
    internal List<(ImageReference Reference, Digest From)> WriteReferences(MetadataSession session, DateTimeOffset now)
    {
        var displaced = new List<(ImageReference, Digest)>();
        foreach (var reference in image.References)
        {
            var name = reference.Digest is null ? ImageStore.Taggable(reference) : ImageName.Canonical(reference);
            if (ReferenceRow.Find(session, name) is { } before && before != Id)
            {
                displaced.Add((name, before));
            }

            ReferenceRow.Set(session, name, Id, image.MadeHere);
            ImageRow.SetLastTagged(session, Id, now);
        }

        return displaced;
    }

    private void WriteLayers(MetadataSession session)
    {
        Digest? parent = null;
        for (var i = 0; i < _chains.Count; i++)
        {
            var snapshot = SnapshotRow.Find(session, _chains[i].ToString()) ?? snapshots.Commit(
                session, Unpacked(i) ?? throw new UnavailableException($"layer {BlobOf(i)} was removed meanwhile: try again"), parent);
            ImageLayerRow.Insert(session, Id, i, snapshot.Number, BlobOf(i));
            parent = _chains[i];
        }

        snapshots.SyncNames();
    }

    private Digest BlobOf(int index) => documents.Manifest.Layers[index].Digest;

    private UnpackedLayer? Unpacked(int index) =>
        _supplied.GetValueOrDefault(index)?.Unpacked is { Committed: false } supplied ? supplied
        : IndexOfFirst(index) == index && layers[index]?.Unpacked is { Committed: false } own ? own
        : null;

    // The same layer may stand in an image twice, at different heights; its one unpacking serves the lower place.
    private int IndexOfFirst(int index) => layers.IndexOf(layers[index]);
}
