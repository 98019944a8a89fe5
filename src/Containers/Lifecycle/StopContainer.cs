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

    /// <exception cref="UnchangedException">It does not run.</exception>
    /// <exception cref="UnavailableException">It cannot be killed.</exception>
    public async Task ExecuteAsync(Container container, StopOptions options, CancellationToken cancellationToken)
    {
        var spec = container.Record.Spec;
        var seconds = options.Seconds ?? spec.StopSeconds;
        var signal = options.Signal ?? (SignalNames.TryParse(spec.StopSignal, out var own) ? own : Signal.SIGTERM);
        var exit = await SignalAsync(container, signal, cancellationToken)
            ?? throw new UnchangedException("container is already stopped");
        if (await EndsWithinAsync(exit, seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds), cancellationToken))
        {
            return;
        }

        await SignalAsync(container, Signal.SIGKILL, cancellationToken);
        if (!await EndsWithinAsync(exit, AfterKill, cancellationToken))
        {
            throw new UnavailableException($"cannot stop container: {container.Record.Name}: it does not die");
        }
    }

    // How the run ends; null where there is none.
    private async Task<Task<ContainerExit>?> SignalAsync(Container container, Signal signal, CancellationToken cancellationToken)
    {
        using var turn = await container.EnterAsync(cancellationToken);
        if (!container.Record.State.IsRunning)
        {
            return null;
        }

        var exit = container.NextExit;
        container.StopWasAsked = true;
        await _kill.SignalHeldAsync(container, signal);
        if (container.Record.State.Status == RunStatus.Paused)
        {
            await _pause.ResumeHeldAsync(container);
        }

        return exit;
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
