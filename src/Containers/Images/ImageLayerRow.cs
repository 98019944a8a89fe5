using Gantry.Containers.Metadata;
using Gantry.Oci;

namespace Gantry.Containers.Images;

/// <summary>One layer of an image: the snapshot that it is unpacked as, and the blob that it came as.</summary>
internal sealed record ImageLayerRow(long Snapshot, Digest ChainId, long Bytes, Digest Blob)
{
    /// <summary>The layers of an image, the lowest first.</summary>
    internal static List<ImageLayerRow> Of(MetadataSession session, Digest image) => session.Query(
        """
        SELECT s.number, s.key, s.bytes, l.blob FROM image_layer l JOIN snapshot s ON s.number = l.snapshot
        WHERE l.image = ?1 ORDER BY l.position
        """,
        row => new ImageLayerRow(row.GetInt64(0), Digest.Parse(row.GetString(1)), row.GetInt64(2), Digest.Parse(row.GetString(3))),
        image.ToString());

    internal static void Insert(MetadataSession session, Digest image, int position, long snapshot, Digest blob) => session.Execute(
        "INSERT INTO image_layer(image, position, snapshot, blob) VALUES (?1, ?2, ?3, ?4)", image.ToString(), position, snapshot, blob.ToString());

    /// <summary>An image that has a blob as a layer, and at which position; null where none has.</summary>
    internal static (Digest Image, int Position)? WithBlob(MetadataSession session, Digest blob) => session.Query(
        "SELECT image, position FROM image_layer WHERE blob = ?1 LIMIT 1", row => (Digest.Parse(row.GetString(0)), row.GetInt32(1)), blob.ToString()) is [var found]
            ? found
            : null;

    /// <summary>Whether anything in the metadata still names a blob.</summary>
    internal static bool BlobIsNeeded(MetadataSession session, Digest blob) => session.Query(
        """
        SELECT 1 WHERE EXISTS (SELECT 1 FROM image_layer WHERE blob = ?1) OR EXISTS (SELECT 1 FROM image WHERE id = ?1 OR manifest = ?1)
        """,
        row => row.GetInt32(0),
        blob.ToString()).Count > 0;
}
