using Gantry.Containers.Metadata;
using Gantry.Oci;
using Microsoft.Data.Sqlite;

namespace Gantry.Containers.Images;

/// <summary>What the metadata keep of an image, beside its references and layers.</summary>
internal sealed record ImageRow(Digest Id, Digest Manifest, Digest? Parent, DateTimeOffset? LastTagged)
{
    private const string Columns = "id, manifest, parent, last_tagged";

    internal static ImageRow? Find(MetadataSession session, Digest id) =>
        session.Query($"SELECT {Columns} FROM image WHERE id = ?1", Read, id.ToString()) is [var row] ? row : null;

    internal static List<ImageRow> All(MetadataSession session) => session.Query($"SELECT {Columns} FROM image ORDER BY id", Read);

    /// <summary>The ids that begin with these hexadecimal digits; two are enough to know that there are several.</summary>
    internal static List<Digest> WithPrefix(MetadataSession session, string hex) => session.Query(
        // Nothing that comes before 'g' can follow an id's digits.
        "SELECT id FROM image WHERE id >= ?1 AND id < ?2 LIMIT 2", row => Digest.Parse(row.GetString(0)), $"sha256:{hex}", $"sha256:{hex}g");

    internal static bool HasChildren(MetadataSession session, Digest id) =>
        session.Query("SELECT 1 FROM image WHERE parent = ?1 LIMIT 1", row => row.GetInt32(0), id.ToString()).Count > 0;

    internal static void SetLastTagged(MetadataSession session, Digest id, DateTimeOffset time) =>
        session.Execute("UPDATE image SET last_tagged = ?2 WHERE id = ?1", id.ToString(), time.UtcTicks);

    /// <summary>Inserts the row unless the image is here already.</summary>
    internal bool TryInsert(MetadataSession session) => session.Execute(
        $"INSERT INTO image({Columns}) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        Id.ToString(), Manifest.ToString(), Parent?.ToString(), LastTagged?.UtcTicks) > 0;

    /// <summary>Removes the row, and with it the image's claims on its layers.</summary>
    internal void Delete(MetadataSession session) => session.Execute("DELETE FROM image WHERE id = ?1", Id.ToString());

    private static ImageRow Read(SqliteDataReader row) => new(
        Digest.Parse(row.GetString(0)),
        Digest.Parse(row.GetString(1)),
        row.IsDBNull(2) ? null : Digest.Parse(row.GetString(2)),
        row.IsDBNull(3) ? null : new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero));
}
