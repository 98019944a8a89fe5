using Gantry.Containers.Logs;

namespace Gantry.Containers.Lifecycle;

/// <summary>Reads a container's log.</summary>
public sealed class ReadLogs
{
    private readonly ContainerPaths _paths;
    private readonly FolderChanges _changes;

    internal ReadLogs(ContainerPaths paths, FolderChanges changes) => (_paths, _changes) = (paths, changes);

    /// <exception cref="UnsupportedException">It keeps none.</exception>
    public LogReading Execute(Container container, LogQuery query)
    {
        if (!container.Record.Spec.Log.Keep)
        {
            throw new UnsupportedException("configured logging driver does not support reading");
        }

        return new LogReading(_paths.Log(container.Id), query, _changes, WrittenAsync(container));
    }

    // Nothing more is written when the run has ended and its shim with it.
    private static async Task WrittenAsync(Container container)
    {
        var exit = container.NextExit;
        if (container.Record.State.IsRunning)
        {
            await exit;
            using var turn = await container.EnterAsync(CancellationToken.None);
        }
    }
}
