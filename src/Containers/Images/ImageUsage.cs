using Gantry.Containers.Metadata;
using Gantry.Oci;

namespace Gantry.Containers.Images;

/// <summary>What images take on disk.</summary>
/// <param name="LayersBytes">Content of all layers, each counted once.</param>
/// <param name="SharedBytes">For each image, the content of those of its layers that other images have too.</param>
public sealed record ImageUsage(long LayersBytes, IReadOnlyDictionary<Digest, long> SharedBytes)
{
    internal static ImageUsage Of(MetadataSession session) => new(
        session.Query("SELECT COALESCE(SUM(bytes), 0) FROM snapshot WHERE writable = 0", row => row.GetInt64(0))[0],
        session.Query(
            """
            SELECT l.image, SUM(s.bytes) FROM image_layer l JOIN snapshot s ON s.number = l.snapshot
            WHERE EXISTS (SELECT 1 FROM image_layer other WHERE other.snapshot = l.snapshot AND other.image <> l.image)
            GROUP BY l.image
            """,
            row => (Digest.Parse(row.GetString(0)), row.GetInt64(1))).ToDictionary());
}
