using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Lifecycle.Restarts;

/// <summary>Starts containers again, as their policies want it.</summary>
/// <param name="start">Starts a container that is to be started again, if it still is.</param>
/// <param name="time">The waits'.</param>
/// <param name="logger">Told of what cannot be started.</param>
internal sealed partial class AutoRestart(Func<Container, Task> start, TimeProvider time, ILogger<AutoRestart> logger) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ContainerId, ITimer> _pending = [];
    private bool _isOpen;

    /// <summary>Whether a container whose run has just ended is to be started again. For the holder of the turn.</summary>
    /// <param name="container">With the record of the run.</param>
    /// <param name="exitCode">How it ended.</param>
    public static bool IsWanted(Container container, int exitCode)
    {
        var record = container.Record;
        return !container.IsRemoving && !container.StopWasAsked && record.Spec.Restart.Restarts(exitCode, record.RestartCount, record.WasStopped);
    }

    /// <summary>The engine is ready: from now on containers are started.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _isOpen = true;
        }
    }

    /// <summary>Starts the container after the wait that is due. For the holder of the turn.</summary>
    /// <param name="container">Its record says that it is to be started again.</param>
    /// <param name="ran">How long its last run was.</param>
    public void Schedule(Container container, TimeSpan ran)
    {
        lock (_lock)
        {
            if (!_isOpen)
            {
                // Before the engine is ready, and after: the record says what is wanted, and the next start of the engine finds it.
                return;
            }

            Drop(container.Id);
            _pending[container.Id] = time.CreateTimer(
                state => _ = RestartAsync((Container)(state ?? throw new InvalidOperationException())),
                container, container.BackOff.Next(ran), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>It is not to be started again after all.</summary>
    public void Cancel(Container container)
    {
        lock (_lock)
        {
            Drop(container.Id);
        }
    }

    /// <summary>Nothing is started any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOpen = false;
            foreach (var id in _pending.Keys.ToList())
            {
                Drop(id);
            }
        }
    }

    private void Drop(ContainerId id)
    {
        if (_pending.Remove(id, out var timer))
        {
            timer.Dispose();
        }
    }

    private async Task RestartAsync(Container container)
    {
        Cancel(container);
        try
        {
            await start(container);
        }
#pragma warning disable CA1031 // The owner of what runs in the background: nobody else hears of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotRestarted(logger, container.Id.Short, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Container {Container} could not be started again")]
    private static partial void LogNotRestarted(ILogger logger, string container, Exception exception);
}
