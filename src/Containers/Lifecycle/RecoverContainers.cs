using Gantry.Containers.Handover;
using Gantry.Containers.Health;
using Gantry.Containers.Lifecycle.Restarts;
using Gantry.Containers.Lifecycle.Shims;
using Gantry.Containers.Lifecycle.Spec;
using Gantry.Containers.Snapshots;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Lifecycle;

/// <summary>At the start: takes up the containers as they were left, whoever was killed in the meantime.</summary>
internal sealed partial class RecoverContainers(
    ContainerStore store, ContainerTable table, ContainerJournal journal, ShimLauncher shims, EndRun end, Removal removal,
    AutoRestart restarts, HealthMonitors health, OverlaySnapshots snapshots, Bundles bundles, ContainerPaths paths, ILogger<RecoverContainers> logger)
{
    /// <summary>Puts every container on record into the store, so that it can be named.</summary>
    public void Load()
    {
        foreach (var record in table.Load())
        {
            store.Reserve(record.Name, record.Id);
            store.Add(new Container(record));
        }
    }

    /// <summary>Takes what the last engine told of them.</summary>
    public void Recall(IEnumerable<ContainerMemory> remembered)
    {
        foreach (var known in remembered)
        {
            if (store.All.FirstOrDefault(container => container.Id == known.Id) is { } container)
            {
                container.Tell(known.Health);
                container.StopWasAsked = known.StopWasAsked;
                container.Execs.Recall(known.Id, known.Execs);
            }
        }
    }

    /// <summary>Finds out what became of each.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(store.All, cancellationToken, async (container, token) => await RecoverAsync(container, token));
        await SweepUnknownAsync();
    }

    /// <summary>Starts those that their policies want started, once everything else is in place.</summary>
    public async Task RestartAsync()
    {
        restarts.Open();
        foreach (var container in store.All)
        {
            using var turn = await container.EnterAsync(CancellationToken.None);
            var record = container.Record;
            var isDue = record.State is { Status: RunStatus.Exited, Started: not null }
                && (record.Spec.Restart.Kind == RestartKind.Always || (record.Spec.Restart.Kind == RestartKind.UnlessStopped && !record.WasStopped));
            if (isDue)
            {
                await journal.NoteAsync(container, record with { State = record.State with { Status = RunStatus.Restarting } });
            }

            if (isDue || record.State.Status == RunStatus.Restarting)
            {
                restarts.Schedule(container, TimeSpan.Zero);
            }
        }
    }

    private async Task RecoverAsync(Container container, CancellationToken cancellationToken)
    {
        using var turn = await container.EnterAsync(cancellationToken);
        try
        {
            if (snapshots.Find(container.Id.Hex) is null)
            {
                // Its making was cut short before anybody was told of it, or its removal after.
                await end.CleanAsync(container, container.Record);
                await removal.ForgetHeldAsync(container);
                return;
            }

            if (await TryTakeUpAsync(container))
            {
                return;
            }

            // Started, or about to be, when the last daemon ended: the record may be older than the run.
            if (container.Record.State.IsRunning || Directory.Exists(paths.Bundle(container.Id)))
            {
                LogEnded(logger, container.Id.Short);
                await EndAsync(container);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RefusalException)
        {
            LogNotRecovered(logger, container.Id.Short, e);
        }
    }

    // False where there is no shim with a container that was started.
    private async Task<bool> TryTakeUpAsync(Container container)
    {
        if (!File.Exists(paths.ShimSocket(container.Id)))
        {
            return false;
        }

        try
        {
            await using var shim = await shims.ConnectAsync(container.Id);
            var status = await shim.GetStatusAsync(CancellationToken.None);
            if (!status.Started || status.Exit is not null)
            {
                return false;
            }

            var record = container.Record;
            var state = record.State with { Status = status.Paused ? RunStatus.Paused : RunStatus.Running, Pid = status.Pid };
            await journal.NoteAsync(container, record with
            {
                State = state with { Started = state.Started ?? record.Created },
                Endpoints = bundles.EndpointsOf(container.Id) ?? record.Endpoints,
            });
            await end.WatchAsync(container);
            if (container.Health is null)
            {
                health.Begin(container);
            }
            else
            {
                health.Start(container);
            }

            return true;
        }
        catch (ShimException)
        {
            return false;
        }
    }

    private async Task EndAsync(Container container)
    {
        var exit = end.RecordedExit(container.Id);
        if (container.Record.State.IsRunning || exit is not null)
        {
            await end.EndHeldAsync(container, exit ?? EndRun.UnseenExit(container.Record));
            return;
        }

        // It never came to run: as if the start had not been asked for.
        await end.CleanAsync(container, container.Record);
        if (container.Record.Spec.AutoRemove)
        {
            await removal.ExecuteHeldAsync(container, withAnonymousVolumes: true);
        }
    }

    // What is left of containers whose making, or removal, was cut short.
    private async Task SweepUnknownAsync()
    {
        foreach (var id in Unknown(Folders(paths.Volatile)))
        {
            await SweepAsync(id, async () =>
            {
                await shims.EndAsync(id);
                SharedMemory.Close(paths.Bundle(id));
                Directory.Delete(paths.Bundle(id), recursive: true);
            });
        }

        foreach (var id in Unknown(Folders(paths.Lasting).Concat(snapshots.WritableKeys)).Distinct())
        {
            await SweepAsync(id, () =>
            {
                removal.DeleteFiles(id);
                return Task.CompletedTask;
            });
        }
    }

    // What resists is no reason not to serve the other containers.
    private async Task SweepAsync(ContainerId id, Func<Task> sweep)
    {
        try
        {
            await sweep();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RefusalException)
        {
            LogNotSwept(logger, id.Short, e);
        }
    }

    private List<ContainerId> Unknown(IEnumerable<string> names) =>
        [.. names.Select(name => new ContainerId(name)).Where(id => !store.TryGet(id, out _))];

    private static IEnumerable<string> Folders(string path) =>
        Directory.Exists(path) ? Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)) : [];

    [LoggerMessage(Level = LogLevel.Information, Message = "Container {Container} ended while nobody looked")]
    private static partial void LogEnded(ILogger logger, string container);

    [LoggerMessage(Level = LogLevel.Error, Message = "Container {Container} could not be taken up again")]
    private static partial void LogNotRecovered(ILogger logger, string container, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "What is left of container {Container}, which no longer is, could not be removed")]
    private static partial void LogNotSwept(ILogger logger, string container, Exception exception);
}
