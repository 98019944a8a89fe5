using Gantry.Linux;

namespace Gantry.Containers.Lifecycle;

public sealed record StopOptions
{
    /// <summary>Seconds until the kill; -1 waits for ever, null is the container's own time.</summary>
    public int? Seconds { get; init; }

    /// <summary>Null is the container's own.</summary>
    public Signal? Signal { get; init; }
}

/// <summary>Asks a container's program to end, and ends it where it does not.</summary>
public sealed class StopContainer
{
    // A program that does not even die of SIGKILL within this time hangs in the kernel; who stops it should not hang too.
    private static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(10);

    private readonly KillContainer _kill;
    private readonly PauseContainer _pause;
    private readonly TimeProvider _time;

    private readonly ContainerJournal _journal;

    internal StopContainer(KillContainer kill, PauseContainer pause, ContainerJournal journal, TimeProvider time) =>
        (_kill, _pause, _journal, _time) = (kill, pause, journal, time);

    /// <summary>Stops it, and returns when it has ended.</summary>
    /// <exception cref="UnchangedException">It does not run.</exception>
    /// <exception cref="UnavailableException">It cannot be killed.</exception>
    public async Task ExecuteAsync(Container container, StopOptions options, CancellationToken cancellationToken)
    {
        var spec = container.Record.Spec;
        var seconds = options.Seconds ?? spec.StopSeconds;
        var signal = options.Signal ?? SignalNames.Find(spec.StopSignal) ?? Signal.SIGTERM;
        var exit = container.NextExit;
        if (!await TrySignalAsync(container, signal, cancellationToken))
        {
            throw new UnchangedException("container is already stopped");
        }

        await EndAsync(container, exit, seconds, cancellationToken);
        _journal.Tell(container, "stop");
    }

    private async Task EndAsync(Container container, Task exit, int seconds, CancellationToken cancellationToken)
    {
        if (await EndsWithinAsync(exit, seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds), cancellationToken))
        {
            return;
        }

        await TrySignalAsync(container, Signal.SIGKILL, cancellationToken);
        if (!await EndsWithinAsync(exit, AfterKill, cancellationToken))
        {
            throw new UnavailableException($"cannot stop container: {container.Record.Name}: it does not die");
        }
    }

    // False where it does not run.
    private async Task<bool> TrySignalAsync(Container container, Signal signal, CancellationToken cancellationToken)
    {
        using var turn = await container.EnterAsync(cancellationToken);
        if (await _kill.TryCancelRestartHeldAsync(container))
        {
            return true;
        }

        if (!container.Record.State.IsRunning)
        {
            return false;
        }

        await _kill.RememberHeldAsync(container);
        await _kill.SignalHeldAsync(container, signal);
        if (container.Record.State.Status == RunStatus.Paused)
        {
            await _pause.ResumeHeldAsync(container);
        }

        return true;
    }

    private async Task<bool> EndsWithinAsync(Task exit, TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await exit.WaitAsync(time, _time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
