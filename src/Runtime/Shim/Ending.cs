using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Shim.Processes;
using Gantry.Runtime.Shim.Wire;

namespace Gantry.Runtime.Shim;

/// <summary>
/// When the shim ends: once its container has ended, that is on the disk, its output has been taken and the runtime has deleted the container, or at once
/// when it is told to delete it. Then only clients keep it, as long as they are owed output and stay connected: a slow one holds nobody up any more.
/// </summary>
internal sealed class Ending(ContainerShim shim)
{
    private readonly List<Request> _deletions = [];
    private bool _isForced;
    private bool _isDeleting;
    private bool _isDeleted;

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
        if (_isDeleted)
        {
            StopIfDelivered();
        }
        else if (!shim.Container.IsCreated && _isForced)
        {
            Finish();
        }
        else if (!_isDeleting && shim.Container.Exit is not null && (_isForced || IsSettled))
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

    private bool IsSettled => shim.Container.Streams.IsEnded && shim.End is { IsRecorded: true };

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
        _isDeleting = false;
    }

    private void Finish()
    {
        _isDeleted = true;
        shim.Container.Streams.Cut();
        shim.Execs.KillAll();
        shim.TurnAway();
        _deletions.ForEach(request => request.Done());
        StopIfDelivered();
    }

    private void StopIfDelivered()
    {
        var isEnded = shim.Container.Streams.IsEnded && shim.Execs.IsEmpty;
        if (!shim.Container.IsCreated || (isEnded && shim.PendingBytes == 0))
        {
            shim.Loop.Stop();
        }
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
}
