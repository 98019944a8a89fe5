using Gantry.Containers.Lifecycle.Shims;
using Gantry.Linux;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle;

/// <summary>Sends a signal to a container's program.</summary>
public sealed class KillContainer
{
    private readonly ShimLauncher _shims;
    private readonly ContainerJournal _journal;

    internal KillContainer(ShimLauncher shims, ContainerJournal journal) => (_shims, _journal) = (shims, journal);

    /// <summary>Sends the signal to the container's first process.</summary>
    /// <exception cref="ConflictException">It does not run.</exception>
    public async Task ExecuteAsync(Container container, Signal signal, CancellationToken cancellationToken)
    {
        using var turn = await container.EnterAsync(cancellationToken);
        if (!container.Record.State.IsRunning)
        {
            throw new ConflictException($"cannot kill container: {container.Record.Name}: container {container.Id} is not running");
        }

        await SignalHeldAsync(container, signal);
    }

    /// <summary>For the holder of the turn. A container that has just ended is left at that.</summary>
    internal async Task SignalHeldAsync(Container container, Signal signal)
    {
        if (signal == Signal.SIGKILL)
        {
            container.StopWasAsked = true;
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
}
