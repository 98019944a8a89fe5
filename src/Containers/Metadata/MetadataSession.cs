using Microsoft.Data.Sqlite;

namespace Gantry.Containers.Metadata;

/// <summary>One use of the metadata, within a transaction where something is written.</summary>
/// <remarks>SQL is ours, values are always parameters: <c>?1</c>, <c>?2</c> …</remarks>
internal sealed class MetadataSession(SqliteConnection connection, SqliteTransaction? transaction)
{
    internal int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    internal List<T> Query<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<object?> values)
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"?{i + 1}", values[i] ?? DBNull.Value);
        }

        return command;
    }
}
