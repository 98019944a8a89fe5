using Gantry.Containers.Health;
using Gantry.Containers.Lifecycle.Shims;

namespace Gantry.Containers.Lifecycle;

/// <summary>Freezes a container, and thaws it.</summary>
public sealed class PauseContainer
{
    private readonly ShimLauncher _shims;
    private readonly ContainerJournal _journal;
    private readonly HealthMonitors _health;

    internal PauseContainer(ShimLauncher shims, ContainerJournal journal, HealthMonitors health) =>
        (_shims, _journal, _health) = (shims, journal, health);

    /// <summary>Freezes every process of it.</summary>
    /// <exception cref="ConflictException">It is paused, or does not run.</exception>
    public async Task PauseAsync(Container container, CancellationToken cancellationToken)
    {
        using var turn = await container.EnterAsync(cancellationToken);
        var record = container.Record;
        switch (record.State.Status)
        {
            case RunStatus.Paused:
                throw new ConflictException($"container {record.Id} is already paused");
            case RunStatus.Restarting:
                throw new ConflictException($"Container {record.Id} is restarting, wait until the container is running");
            case not RunStatus.Running:
                throw new ConflictException($"container {record.Id} is not running");
        }

        await using var shim = await _shims.ConnectAsync(container.Id);
        await shim.PauseAsync(CancellationToken.None);
        await _journal.NoteAsync(container, record with { State = record.State with { Status = RunStatus.Paused } });
        _health.Stop(container);
        _journal.Tell(container, "pause");
    }

    /// <summary>Lets its processes go on.</summary>
    /// <exception cref="ConflictException">It is not paused.</exception>
    public async Task ResumeAsync(Container container, CancellationToken cancellationToken)
    {
        using var turn = await container.EnterAsync(cancellationToken);
        if (container.Record.State.Status != RunStatus.Paused)
        {
            throw new ConflictException($"container {container.Id} is not paused");
        }

        await ResumeHeldAsync(container);
    }

    /// <summary>For the holder of the turn.</summary>
    internal async Task ResumeHeldAsync(Container container)
    {
        await using var shim = await _shims.ConnectAsync(container.Id);
        await shim.ResumeAsync(CancellationToken.None);
        var record = container.Record;
        await _journal.NoteAsync(container, record with { State = record.State with { Status = RunStatus.Running } });
        _health.Start(container);
        _journal.Tell(container, "unpause");
    }
}
