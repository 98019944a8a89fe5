using Gantry.Containers.Health;
using Gantry.Containers.Lifecycle.Shims;
using Gantry.Containers.Lifecycle.Spec;
using Gantry.Linux;

namespace Gantry.Containers.Lifecycle;

/// <summary>Runs a container: a shim, what it needs of the host, and its program.</summary>
public sealed class StartContainer
{
    private readonly ContainerJournal _journal;
    private readonly ShimLauncher _shims;
    private readonly Bundles _bundles;
    private readonly EndRun _end;
    private readonly Removal _removal;
    private readonly HealthMonitors _health;
    private readonly TimeProvider _time;

    internal StartContainer(
        ContainerJournal journal, ShimLauncher shims, Bundles bundles, EndRun end, Removal removal, HealthMonitors health, TimeProvider time) =>
        (_journal, _shims, _bundles, _end, _removal, _health, _time) = (journal, shims, bundles, end, removal, health, time);

    /// <summary>Starts it, and returns when its program runs.</summary>
    /// <exception cref="UnchangedException">It runs.</exception>
    /// <exception cref="ConflictException">It is paused, or being removed.</exception>
    /// <exception cref="InvalidException">Its program cannot be run; the words are the runtime's.</exception>
    public async Task ExecuteAsync(Container container, CancellationToken cancellationToken)
    {
        using var turn = await container.EnterAsync(cancellationToken);
        Refuse(container);
        container.BackOff.Reset();
        container.Replace(container.Record with { RestartCount = 0, WasStopped = false });
        await RunHeldAsync(container);
    }

    /// <summary>Starts a container that its policy wants started again; one that has been stopped meanwhile is left at that.</summary>
    internal async Task RestartAsync(Container container)
    {
        using var turn = await container.EnterAsync(CancellationToken.None);
        if (container.Record.State.Status == RunStatus.Restarting && !container.IsRemoving)
        {
            await RunHeldAsync(container);
        }
    }

    private async Task RunHeldAsync(Container container)
    {
        try
        {
            await RunAsync(container);
        }
        catch (Exception e) when (e is RefusalException or IOException)
        {
            throw await UndoAsync(container, e);
        }
    }

    private static void Refuse(Container container)
    {
        var status = container.Record.State.Status;
        if (container.IsRemoving || container.IsRemoved || status == RunStatus.Dead)
        {
            throw new ConflictException("container is marked for removal and cannot be started");
        }

        switch (status)
        {
            case RunStatus.Paused:
                throw new ConflictException("cannot start a paused container, try unpause instead");
            case RunStatus.Running or RunStatus.Restarting:
                throw new UnchangedException("container is already running");
        }
    }

    private async Task RunAsync(Container container)
    {
        var record = container.Record;
        using (var resolver = await _bundles.PrepareAsync(record))
        {
            // The shim comes up while the rest is made: its socket is there already, and what is sent waits in it.
            _shims.Start(record.Id, resolver);
        }

        var bundle = await _bundles.MakeAsync(record);
        // Its program may ask for a name as its first act, its own among them.
        container.Replace(record with { Endpoints = bundle.Endpoints });
        await _end.WatchAsync(container);
        await ConnectWaitingStreamsAsync(container);
        await using var shim = await _shims.ConnectAsync(record.Id);
        var pid = await shim.CreateAsync(bundle.Request, CancellationToken.None);
        container.StopWasAsked = false;
        var state = new RunState { Status = RunStatus.Running, Pid = pid, Started = _time.GetUtcNow(), Finished = record.State.Finished };
        // A restart finds the shim, so the client need not wait for the disk.
        await _journal.NoteAsync(container, container.Record with { State = state, Endpoints = bundle.Endpoints });
        _journal.Tell(container, "start");
        _health.Begin(container);
    }

    private async Task ConnectWaitingStreamsAsync(Container container)
    {
        foreach (var request in container.TakeWaitingStreams())
        {
            request.Open(await _shims.AttachAsync(container.Id, request.Wanted));
        }
    }

    private async Task<Exception> UndoAsync(Container container, Exception failure)
    {
        var code = StartFailure.ExitCodeOf(failure.Message);
        container.CancelWaitingStreams();
        var record = container.Record;
        await _end.CleanAsync(container, record);
        await _journal.CommitAsync(container, record with
        {
            State = record.State with
            {
                Status = record.State.Status == RunStatus.Restarting ? RunStatus.Exited : record.State.Status, ExitCode = code, Error = failure.Message,
            },
            Endpoints = [],
        });
        if (record.Spec.AutoRemove)
        {
            await _removal.ExecuteHeldAsync(container, withAnonymousVolumes: true);
        }

        return failure is ShimException or LinuxException ? StartFailure.Describe(failure) : failure;
    }
}
