using Gantry.Containers.Metadata;
using Gantry.Containers.Snapshots;
using Gantry.Oci;

namespace Gantry.Containers.Images;

/// <summary>Removes a name, and an image with its last name, by Docker's rules.</summary>
/// <remarks>
/// A reference is only untagged while the image has others. With its last one, or by its id, the image goes, unless something needs it:
/// a running container or a child image always (a hard conflict); a stopped container or several repositories unless forced (soft).
/// </remarks>
internal sealed class RemoveImage(MetadataSession session, RemoveImageOptions options, IReadOnlyList<ImageUse> users)
{
    /// <summary>What was done, in order.</summary>
    internal List<ImageRemoval> Steps { get; } = [];

    /// <summary>Layers whose folders are to go once the rows have gone.</summary>
    internal List<SnapshotRow> Layers { get; } = [];

    /// <summary>Blobs to go once the rows have gone.</summary>
    internal List<Digest> Blobs { get; } = [];

    internal void Run(string nameOrId)
    {
        var id = ImageName.Resolve(session, nameOrId);
        var references = ReferenceRow.Of(session, id);
        if (!ImageName.IsIdOrPrefix(id, nameOrId))
        {
            RemoveByName(nameOrId, id, references);
            return;
        }

        if (AreOfOneRepository(references))
        {
            Require(Conflict(id, soft: !options.Force, references: false));
            references.ForEach(Untag);
        }

        Delete(id, options.Force, untaggedBefore: false);
    }

    private void RemoveByName(string name, Digest id, List<ImageReference> references)
    {
        if (!options.Force && AreOfOneRepository(references) && users.FirstOrDefault(use => use.Image == id) is { } user)
        {
            throw new ConflictException(
                $"conflict: unable to remove repository reference \"{name}\" (must force) - {user.User} is using its referenced image {Short(id)}");
        }

        var reference = ImageName.Canonical(ImageName.Parse(name));
        Untag(reference);
        var left = ReferenceRow.Of(session, id);
        if (reference.Digest is null && !left.Exists(other => other.Digest is null && other.Repository == reference.Repository))
        {
            // The digests by which the repository knows the image mean nothing without a tag there.
            left.FindAll(other => other.Repository == reference.Repository).ForEach(Untag);
            left.RemoveAll(other => other.Repository == reference.Repository);
        }

        if (left.Count == 0)
        {
            Delete(id, options.Force, untaggedBefore: true);
        }
    }

    // Parents go along in silence, unless something holds them.
    private void Delete(Digest id, bool force, bool untaggedBefore)
    {
        if (Conflict(id, soft: !force, references: true) is { } conflict)
        {
            var isDangling = ReferenceRow.Of(session, id).Count == 0 && !ImageRow.HasChildren(session, id);
            if (untaggedBefore && (!isDangling || conflict.IsUse))
            {
                return;
            }

            Require(conflict);
        }

        ReferenceRow.Of(session, id).ForEach(Untag);
        var row = ImageRow.Find(session, id) ?? throw ImageName.NoSuch(id.ToString());
        DeleteRow(row);
        if (options.PruneParents && row.Parent is { } parent && ImageRow.Find(session, parent) is not null)
        {
            Delete(parent, force: false, untaggedBefore: true);
        }
    }

    private void DeleteRow(ImageRow row)
    {
        var layers = ImageLayerRow.Of(session, row.Id);
        row.Delete(session);
        Steps.Add(new(Untagged: null, row.Id));
        var gone = SnapshotRow.DeleteUnneeded(session, layers.Count == 0 ? null : layers[^1].Snapshot);
        Layers.AddRange(gone);
        Steps.AddRange(gone.Select(layer => new ImageRemoval(Untagged: null, Digest.Parse(layer.Key)) { Bytes = layer.Bytes }));
        Blobs.AddRange(layers.Select(layer => layer.Blob).Append(row.Id).Append(row.Manifest)
            .Where(blob => !ImageLayerRow.BlobIsNeeded(session, blob)));
    }

    private void Untag(ImageReference reference)
    {
        ReferenceRow.Delete(session, reference);
        Steps.Add(new(reference.Familiar, Deleted: null));
    }

    private ImageConflict? Conflict(Digest id, bool soft, bool references)
    {
        var used = users.Where(use => use.Image == id).ToList();
        return ImageRow.HasChildren(session, id) ? new(id, "image has dependent child images", IsHard: true, IsUse: false)
            : used.Find(use => use.Running) is { } running
                ? new(id, $"image is being used by running {running.User}", IsHard: true, IsUse: true)
            : soft && references && ReferenceRow.Of(session, id).Count > 0
                ? new(id, "image is referenced in multiple repositories", IsHard: false, IsUse: false)
            : soft && used is [var stopped, ..] ? new(id, $"image is being used by stopped {stopped.User}", IsHard: false, IsUse: true)
            : null;
    }

    private static void Require(ImageConflict? conflict)
    {
        if (conflict is not null)
        {
            throw new ConflictException(
                $"conflict: unable to delete {Short(conflict.Image)} ({(conflict.IsHard ? "cannot" : "must")} be forced) - {conflict.Message}");
        }
    }

    private static string Short(Digest id) => id.Hex[..12];

    // One tag, and digests of the same repository only.
    private static bool AreOfOneRepository(List<ImageReference> references)
    {
        if (references.Count <= 1)
        {
            return true;
        }

        var digests = references.Where(reference => reference.Digest is not null).Select(reference => reference.Repository).ToHashSet();
        var tags = references.FindAll(reference => reference.Digest is null);
        return tags.Count <= 1 && digests.Count == 1 && digests.Contains((tags.Count == 1 ? tags[0] : references[0]).Repository);
    }

    private sealed record ImageConflict(Digest Image, string Message, bool IsHard, bool IsUse);
}
