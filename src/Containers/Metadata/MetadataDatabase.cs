using Microsoft.Data.Sqlite;

namespace Gantry.Containers.Metadata;

/// <summary>What is known of images and snapshots, in one SQLite file; what was written is on disk when the call returns.</summary>
/// <remarks>One connection behind one lock: every use is a matter of microseconds, but for the flush of a write.</remarks>
public sealed class MetadataDatabase : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;

    private MetadataDatabase(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the file, making or upgrading it where that is needed.</summary>
    /// <exception cref="UnsupportedException">A newer Gantry has written the file.</exception>
    public static MetadataDatabase Open(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        var settings = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            var database = new MetadataDatabase(connection);
            database.Prepare(path);
            return database;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose() => _connection.Dispose();

    internal T Read<T>(Func<MetadataSession, T> use)
    {
        lock (_lock)
        {
            return use(new(_connection, transaction: null));
        }
    }

    /// <summary>Writes all that <paramref name="use"/> does, or nothing if it throws.</summary>
    internal T Write<T>(Func<MetadataSession, T> use)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            var result = use(new(_connection, transaction));
            transaction.Commit();
            return result;
        }
    }

    private void Prepare(string path)
    {
        var session = new MetadataSession(_connection, transaction: null);
        // FULL: in WAL mode the default would let the last commits go at a power cut.
        session.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        var version = session.Query("PRAGMA user_version", row => row.GetInt32(0))[0];
        if (version > MetadataSchema.Version)
        {
            throw new UnsupportedException(
                $"{path} was written by a newer Gantry (schema {version}; this one knows schemas up to {MetadataSchema.Version})");
        }

        for (; version < MetadataSchema.Version; version++)
        {
            var step = $"{MetadataSchema.Steps[version]} PRAGMA user_version = {version + 1};";
            Write(upgrade => upgrade.Execute(step));
        }
    }
}
