using Gantry.Containers.Metadata;
using Gantry.Oci;

namespace Gantry.Containers.Images.Pushing;

/// <summary>What pushing changes and asks in the metadata.</summary>
internal static class PushedRows
{
    /// <summary>The repositories that were seen to have a blob, since an image with it was pulled from there or pushed to there.</summary>
    internal static List<ImageReference> RepositoriesWith(MetadataSession session, Digest blob) => session.Query(
        "SELECT DISTINCT r.name FROM reference r JOIN image_layer l ON l.image = r.image WHERE l.blob = ?1 AND r.name LIKE '%@%' ORDER BY r.name",
        row => ImageReference.Parse(row.GetString(0)),
        blob.ToString());

    internal static void SetManifest(MetadataSession session, Digest image, Digest manifest) =>
        session.Execute("UPDATE image SET manifest = ?2 WHERE id = ?1", image.ToString(), manifest.ToString());

    internal static void SetBlob(MetadataSession session, Digest image, int position, Digest blob) => session.Execute(
        "UPDATE image_layer SET blob = ?3 WHERE image = ?1 AND position = ?2", image.ToString(), position, blob.ToString());
}
