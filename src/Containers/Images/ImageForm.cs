using Gantry.Containers.Metadata;
using Gantry.Oci;

namespace Gantry.Containers.Images;

/// <summary>The form in which an image travels: its manifest, and the blobs that its layers are packed in.</summary>
internal static class ImageForm
{
    /// <summary>Gives an image another form of the same layers.</summary>
    /// <returns>Blobs that nobody needs any more.</returns>
    internal static List<Digest> Replace(MetadataSession session, Digest image, Digest manifest, IReadOnlyList<Digest> blobs)
    {
        var row = ImageRow.Find(session, image) ?? throw ImageName.NoSuch(image.ToString());
        List<Digest> before = [row.Manifest, .. ImageLayerRow.Of(session, image).ConvertAll(layer => layer.Blob)];
        session.Execute("UPDATE image SET manifest = ?2 WHERE id = ?1", image.ToString(), manifest.ToString());
        for (var i = 0; i < blobs.Count; i++)
        {
            session.Execute("UPDATE image_layer SET blob = ?3 WHERE image = ?1 AND position = ?2", image.ToString(), i, blobs[i].ToString());
        }

        return before.FindAll(blob => !ImageLayerRow.BlobIsNeeded(session, blob));
    }

    /// <summary>The repositories that were seen to have a blob, since an image with it was pulled from there or pushed to there.</summary>
    internal static List<ImageReference> RepositoriesWith(MetadataSession session, Digest blob) => session.Query(
        "SELECT DISTINCT r.name FROM reference r JOIN image_layer l ON l.image = r.image WHERE l.blob = ?1 AND r.name LIKE '%@%' ORDER BY r.name",
        row => ImageReference.Parse(row.GetString(0)),
        blob.ToString());
}
