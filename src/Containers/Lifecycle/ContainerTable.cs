using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Lifecycle;

/// <summary>Container records on disk. Writes are carried out in order, many of them by one commit.</summary>
public sealed partial class ContainerTable : IAsyncDisposable
{
    private const int QueueLength = 1024;
    private const int FormatVersion = 1;

    private readonly SqliteConnection _connection;
    private readonly ILogger _logger;
    private readonly Channel<Change> _changes = Channel.CreateBounded<Change>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly Task _writing;

    private ContainerTable(SqliteConnection connection, ILogger logger)
    {
        (_connection, _logger) = (connection, logger);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Opens the file, making it where there is none.</summary>
    /// <exception cref="UnsupportedException">The file was written by a newer Gantry.</exception>
    /// <exception cref="UnavailableException">The file is damaged, or cannot be read.</exception>
    public static ContainerTable Open(string path, ILogger logger)
    {
        try
        {
            return new ContainerTable(Connect(path), logger);
        }
        catch (SqliteException e)
        {
            throw new UnavailableException($"{path}: {e.Message}");
        }
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        // FULL: what has been acknowledged survives a power cut.
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-256");
        var version = Convert.ToInt32(Scalar(connection, "PRAGMA user_version"));
        if (version > FormatVersion)
        {
            connection.Dispose();
            throw new UnsupportedException($"{path} has format {version}; this version of Gantry knows formats up to {FormatVersion}");
        }

        Execute(connection, "CREATE TABLE IF NOT EXISTS containers (id TEXT PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID");
        Execute(connection, $"PRAGMA user_version={FormatVersion}");
        return connection;
    }

    public IReadOnlyList<ContainerRecord> Load()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT record FROM containers";
        using var reader = command.ExecuteReader();
        var records = new List<ContainerRecord>();
        while (reader.Read())
        {
            records.Add(JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(0), LifecycleJson.Default.ContainerRecord)
                ?? throw new InvalidDataException("a container's record is null"));
        }

        return records;
    }

    /// <summary>Writes a record over the last one; the task ends when it is durable.</summary>
    public async Task SaveAsync(ContainerRecord record) => await (await AddAsync(record.Id, record)).Done.Task;

    /// <summary>Writes a record over the last one; the task ends when its turn is sure. A write that fails is logged.</summary>
    public async Task EnqueueAsync(ContainerRecord record) => await AddAsync(record.Id, record);

    public async Task DeleteAsync(ContainerId id) => await (await AddAsync(id, null)).Done.Task;

    /// <summary>Ends when everything asked for has been written.</summary>
    public async ValueTask DisposeAsync()
    {
        _changes.Writer.TryComplete();
        await _writing;
        await _connection.DisposeAsync();
    }

    private async Task<Change> AddAsync(ContainerId id, ContainerRecord? record)
    {
        var change = new Change(id.Hex, record is null ? null : JsonSerializer.SerializeToUtf8Bytes(record, LifecycleJson.Default.ContainerRecord));
        try
        {
            await _changes.Writer.WriteAsync(change);
        }
        catch (ChannelClosedException)
        {
            throw new UnavailableException("this engine has handed its containers over, or ends; try again");
        }

        return change;
    }

    private async Task WriteAsync()
    {
        var batch = new List<Change>();
        while (await _changes.Reader.WaitToReadAsync())
        {
            while (_changes.Reader.TryRead(out var change))
            {
                batch.Add(change);
            }

            try
            {
                Commit(batch);
                batch.ForEach(change => change.Done.TrySetResult());
            }
            catch (SqliteException e)
            {
                LogNotWritten(_logger, batch.Count, e);
                batch.ForEach(change => change.Done.TrySetException(e));
            }

            batch.Clear();
        }
    }

    private void Commit(List<Change> batch)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var change in batch)
        {
            using var command = _connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = change.Record is null
                ? "DELETE FROM containers WHERE id = $id"
                : "INSERT INTO containers VALUES ($id, $record) ON CONFLICT (id) DO UPDATE SET record = excluded.record";
            command.Parameters.AddWithValue("$id", change.Id);
            if (change.Record is not null)
            {
                command.Parameters.AddWithValue("$record", change.Record);
            }

            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} changes of containers could not be written")]
    private static partial void LogNotWritten(ILogger logger, int count, Exception exception);

    private sealed record Change(string Id, byte[]? Record)
    {
        // A waiter must not run on the writing task.
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
