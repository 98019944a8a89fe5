using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Shim.Processes;
using Gantry.Runtime.Shim.Wire;

namespace Gantry.Runtime.Shim;

/// <summary>
/// When the shim ends: once its container has ended, that is on the disk, its output has been taken, clients have what they are owed and the runtime has
/// deleted the container; or at once when it is told to delete it.
/// </summary>
internal sealed class Ending(ContainerShim shim)
{
    /// <summary>How long a client may take nothing of what it is owed before it is given up, in milliseconds.</summary>
    private const long StuckMilliseconds = 10_000;

    private readonly List<Request> _deletions = [];
    private bool _isForced;
    private bool _isDeleting;
    private bool _hasGivenUpClients;

    /// <summary>The container's output has ended.</summary>
    public void Begin()
    {
        WatchClients(shim.PendingBytes);
        Check();
    }

    /// <summary>Kills what still runs, deletes the container, answers and ends.</summary>
    public void Delete(Request request)
    {
        _deletions.Add(request);
        shim.Operations.Run(next =>
        {
            _isForced = true;
            Kill(next);
            Check();
        });
    }

    /// <summary>To be called when anything has changed that the end waits for.</summary>
    public void Check()
    {
        if (_isDeleting)
        {
            return;
        }

        if (!shim.Container.IsCreated && _isForced)
        {
            Finish();
        }
        else if (shim.Container.Exit is not null && (_isForced || IsEverythingDelivered))
        {
            _isDeleting = true;
            shim.Operations.Run(next => shim.Container.RequireRuntime().Run(
                ["delete", "--force", shim.Container.Id],
                outcome =>
                {
                    Deleted(outcome);
                    next();
                }));
        }
    }

    private bool IsEverythingDelivered =>
        shim.Container.Streams.IsEnded && shim.End is { IsRecorded: true } && (_hasGivenUpClients || shim.PendingBytes == 0);

    private void Deleted(RuntimeOutcome outcome)
    {
        if (outcome.Failure is not { } failure)
        {
            Finish();
            return;
        }

        ContainerShim.Complain(failure);
        if (_deletions.Count == 0)
        {
            // Nobody is there to hear of it. The daemon that comes back finds the exit recorded and the runtime's state, and tries itself.
            Finish();
            return;
        }

        _deletions.ForEach(request => request.Fail(failure));
        _deletions.Clear();
        _isForced = false;
    }

    private void Finish()
    {
        shim.Container.Streams.Cut();
        _deletions.ForEach(request => request.Done());
        shim.Loop.Stop();
    }

    private void Kill(Action next)
    {
        var container = shim.Container;
        if (container.Exit is null && container.Process is { } process)
        {
            Kernel.TryPidfdSendSignal(process, Signal.SIGKILL);
        }

        if (container is { IsPaused: true, Exit: null })
        {
            // A frozen process of cgroup v1 dies only once it is thawed.
            container.RequireRuntime().Run(["resume", container.Id], _ => next());
        }
        else
        {
            next();
        }
    }

    private void WatchClients(int pending) => shim.Loop.After(StuckMilliseconds, () =>
    {
        var now = shim.PendingBytes;
        _hasGivenUpClients = now >= pending;
        Check();
        if (!_hasGivenUpClients)
        {
            WatchClients(now);
        }
    });
}
