using Gantry.Containers.Metadata;

namespace Gantry.Containers.Snapshots;

/// <summary>What the metadata keep of a snapshot.</summary>
/// <param name="Number">The name of its folder.</param>
/// <param name="Bytes">Of a layer: the content of its files. Of a writable snapshot: 0.</param>
internal sealed record SnapshotRow(long Number, string Key, long? Parent, bool Writable, long Bytes)
{
    private const string Columns = "number, key, parent, writable, bytes";

    internal static SnapshotRow? Find(MetadataSession session, string key) =>
        session.Query($"SELECT {Columns} FROM snapshot WHERE key = ?1", Read, key) is [var row] ? row : null;

    /// <summary>The numbers of the snapshots below one, the topmost first.</summary>
    internal static List<long> Below(MetadataSession session, long? parent) => session.Query(
        """
        WITH RECURSIVE below(number, parent, depth) AS (
            SELECT number, parent, 0 FROM snapshot WHERE number = ?1
            UNION ALL SELECT s.number, s.parent, depth + 1 FROM snapshot s JOIN below b ON s.number = b.parent)
        SELECT number FROM below ORDER BY depth
        """,
        row => row.GetInt64(0),
        parent);

    /// <summary>Removes a layer and those below it, as far as neither an image nor another snapshot needs them.</summary>
    /// <returns>What was removed, the topmost first.</returns>
    internal static List<SnapshotRow> DeleteUnneeded(MetadataSession session, long? number)
    {
        var removed = new List<SnapshotRow>();
        while (session.Query($"SELECT {Columns} FROM snapshot WHERE number = ?1", Read, number) is [{ Writable: false } layer]
            && layer.TryDelete(session))
        {
            removed.Add(layer);
            number = layer.Parent;
        }

        return removed;
    }

    internal static List<SnapshotRow> All(MetadataSession session) => session.Query($"SELECT {Columns} FROM snapshot", Read);

    internal void Insert(MetadataSession session) => session.Execute(
        $"INSERT INTO snapshot({Columns}) VALUES (?1, ?2, ?3, ?4, ?5)", Number, Key, Parent, Writable ? 1 : 0, Bytes);

    /// <summary>Removes the row unless an image or another snapshot needs it.</summary>
    internal bool TryDelete(MetadataSession session) => session.Execute(
        """
        DELETE FROM snapshot WHERE number = ?1
            AND NOT EXISTS (SELECT 1 FROM snapshot WHERE parent = ?1)
            AND NOT EXISTS (SELECT 1 FROM image_layer WHERE snapshot = ?1)
        """,
        Number) > 0;

    private static SnapshotRow Read(Microsoft.Data.Sqlite.SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetInt64(2), row.GetInt64(3) != 0, row.GetInt64(4));
}
