using Gantry.Containers.Lifecycle.Restarts;
using Gantry.Containers.Lifecycle.Shims;
using Gantry.Linux;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle;

/// <summary>Sends a signal to a container's program.</summary>
public sealed class KillContainer
{
    private readonly ShimLauncher _shims;
    private readonly ContainerJournal _journal;

    private readonly CancelRestart _cancelRestart;

    internal KillContainer(ShimLauncher shims, ContainerJournal journal, CancelRestart cancelRestart) =>
        (_shims, _journal, _cancelRestart) = (shims, journal, cancelRestart);

    /// <summary>Sends the signal to the container's first process.</summary>
    /// <exception cref="ConflictException">It does not run.</exception>
    public async Task ExecuteAsync(Container container, Signal signal, CancellationToken cancellationToken)
    {
        using var turn = await container.EnterAsync(cancellationToken);
        if (await _cancelRestart.TryExecuteHeldAsync(container))
        {
            return;
        }

        if (!container.Record.State.IsRunning)
        {
            throw new ConflictException($"cannot kill container: {container.Record.Name}: container {container.Id} is not running");
        }

        await SignalHeldAsync(container, signal);
    }

    /// <summary>Remembers that somebody wants its end, so that it is not started again. For the holder of the turn.</summary>
    internal Task RememberHeldAsync(Container container)
    {
        container.StopWasAsked = true;
        var record = container.Record;
        return record.WasStopped || record.Spec.Restart.Kind == RestartKind.No
            ? Task.CompletedTask
            // Before the signal: whoever starts the engine next must not start what was stopped.
            : _journal.CommitAsync(container, record with { WasStopped = true });
    }

    /// <summary>For the holder of the turn: one that is about to be started again is not; false where it is not about to.</summary>
    internal Task<bool> TryCancelRestartHeldAsync(Container container) => _cancelRestart.TryExecuteHeldAsync(container);

    /// <summary>For the holder of the turn. A container that has just ended is left at that.</summary>
    internal async Task SignalHeldAsync(Container container, Signal signal)
    {
        if (AsksForTheEnd(container, signal))
        {
            await RememberHeldAsync(container);
        }

        try
        {
            await using var shim = await _shims.ConnectAsync(container.Id);
            await shim.SignalAsync(new SendSignal { Signal = (int)signal }, CancellationToken.None);
            _journal.Tell(container, "kill", ("signal", ((int)signal).ToString()));
            if (signal == Signal.SIGKILL && container.Record.State.Status == RunStatus.Paused)
            {
                // A frozen process of cgroup v1 does not die before it thaws.
                await shim.ResumeAsync(CancellationToken.None);
            }
        }
        catch (ShimException) when (_shims.HasEnded(container.Id))
        {
            // Its end is on the way to us.
        }
    }

    private static bool AsksForTheEnd(Container container, Signal signal) =>
        signal == Signal.SIGKILL || SignalNames.Find(container.Record.Spec.StopSignal) is not { } own || own == signal;
}
