namespace Gantry.Containers.Lifecycle;

public sealed record RemoveOptions
{
    /// <summary>Kill it first where it runs.</summary>
    public bool Force { get; init; }

    /// <summary>Remove the volumes that were made for it alone.</summary>
    public bool WithAnonymousVolumes { get; init; }
}

/// <summary>Removes a container with its files.</summary>
public sealed class RemoveContainer
{
    private readonly Removal _removal;
    private readonly KillContainer _kill;

    internal RemoveContainer(Removal removal, KillContainer kill) => (_removal, _kill) = (removal, kill);

    /// <summary>Removes it; one that somebody else has just removed is left at that.</summary>
    /// <exception cref="ConflictException">It runs and <see cref="RemoveOptions.Force"/> is not set, or it is being removed.</exception>
    public async Task ExecuteAsync(Container container, RemoveOptions options, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<ContainerExit> exit;
            using (await container.EnterAsync(cancellationToken))
            {
                if (container.IsRemoved)
                {
                    return;
                }

                Refuse(container, options);
                await _kill.TryCancelRestartHeldAsync(container);
                if (!container.Record.State.IsRunning)
                {
                    await _removal.ExecuteHeldAsync(container, options.WithAnonymousVolumes);
                    return;
                }

                exit = container.NextExit;
                await _kill.SignalHeldAsync(container, Linux.Signal.SIGKILL);
            }

            await exit.WaitAsync(cancellationToken);
        }
    }

    private static void Refuse(Container container, RemoveOptions options)
    {
        var record = container.Record;
        if (container.IsRemoving)
        {
            throw new ConflictException($"removal of container {record.Id} is already in progress");
        }

        if (options.Force || !record.State.IsActive)
        {
            return;
        }

        throw new ConflictException(record.State.Status == RunStatus.Paused
            ? $"cannot remove container \"{record.Name}\": container is paused and must be unpaused first"
            : $"cannot remove container \"{record.Name}\": container is {record.State.Status.ToString().ToLowerInvariant()}: "
                + "stop the container before removing or force remove");
    }
}
