using System.Collections.Concurrent;
using Gantry.Containers.Lifecycle;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Health;

/// <summary>Checks the containers that want to be checked, for as long as they run.</summary>
internal sealed partial class HealthMonitors(HealthProbe probe, ContainerJournal journal, TimeProvider time, ILogger<HealthMonitors> logger)
{
    private readonly ConcurrentDictionary<ContainerId, CancellationTokenSource> _running = [];

    /// <summary>The container runs, or goes on. For the holder of the turn.</summary>
    public void Start(Container container)
    {
        if (container.Record.Spec.Health is not { } spec)
        {
            return;
        }

        Stop(container);
        var stop = _running[container.Id] = new CancellationTokenSource();
        _ = Task.Run(() => MonitorAsync(container, spec, stop.Token));
    }

    /// <summary>A new run: nothing is known about it yet. For the holder of the turn.</summary>
    public void Begin(Container container)
    {
        if (container.Record.Spec.Health is not null)
        {
            Stop(container);
            container.Tell((container.Health ?? new HealthState()) with { Status = HealthStatus.Starting, FailingStreak = 0 });
            Start(container);
        }
    }

    /// <summary>The container does not run, or not now. For the holder of the turn.</summary>
    public void Stop(Container container)
    {
        if (_running.TryRemove(container.Id, out var stop))
        {
            stop.Cancel();
            // Docker's: what is not checked is not healthy.
            container.Tell((container.Health ?? new HealthState()) with { Status = HealthStatus.Unhealthy });
        }
    }

    /// <summary>Checks nothing any more, and leaves what is known as it is.</summary>
    public void Leave()
    {
        foreach (var stop in _running.Values)
        {
            stop.Cancel();
        }

        _running.Clear();
    }

    private static TimeSpan Wait(HealthSpec spec, HealthState state, TimeSpan sinceStart) =>
        sinceStart < spec.StartPeriod && state.Status == HealthStatus.Starting ? spec.StartInterval : spec.Interval;

    private async Task MonitorAsync(Container container, HealthSpec spec, CancellationToken stopped)
    {
        try
        {
            while (true)
            {
                var started = container.Record.State.Started ?? time.GetUtcNow();
                await Task.Delay(Wait(spec, container.Health ?? new HealthState(), time.GetUtcNow() - started), time, stopped);
                Note(container, await probe.RunAsync(container, spec, stopped), spec, started, stopped);
            }
        }
        catch (OperationCanceledException)
        {
            // The container has ended, or is paused.
        }
#pragma warning disable CA1031 // The owner of what runs in the background: nobody else hears of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogOver(logger, container.Id.Short, e);
        }
    }

    private void Note(Container container, HealthResult result, HealthSpec spec, DateTimeOffset started, CancellationToken stopped)
    {
        // A check that was cut off by the end of the container says nothing about it.
        stopped.ThrowIfCancellationRequested();
        var before = container.Health ?? new HealthState();
        var after = before.After(result, spec, started);
        container.Tell(after);
        if (after.Status != before.Status)
        {
            journal.Tell(container, $"health_status: {after.Status.ToString().ToLowerInvariant()}");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The health of container {Container} is not checked any more")]
    private static partial void LogOver(ILogger logger, string container, Exception exception);
}
