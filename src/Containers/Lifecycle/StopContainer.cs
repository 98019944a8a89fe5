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

    internal StopContainer(KillContainer kill, PauseContainer pause, TimeProvider time) => (_kill, _pause, _time) = (kill, pause, time);

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
        if (!container.Record.State.IsRunning)
        {
            return false;
        }

        container.StopWasAsked = true;
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
