using Gantry.Containers.Lifecycle.Shims;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle;

/// <summary>Joins the streams of a container's program.</summary>
public sealed class AttachContainer
{
    private readonly ShimLauncher _shims;
    private readonly ContainerJournal _journal;

    internal AttachContainer(ShimLauncher shims, ContainerJournal journal) => (_shims, _journal) = (shims, journal);

    /// <summary>The streams of the present run, or, of a container that does not run, of its next: nothing of that is missed.</summary>
    /// <returns>A task that ends with the streams, or cancelled where the container is removed or cannot be started.</returns>
    /// <exception cref="ConflictException">It is paused.</exception>
    public async Task<Task<ShimStream>> ExecuteAsync(Container container, bool stdin, bool stdout, bool stderr, CancellationToken cancellationToken)
    {
        var wanted = new AttachStreams { Stdin = stdin, Stdout = stdout, Stderr = stderr };
        using var turn = await container.EnterAsync(cancellationToken);
        if (container.IsRemoved)
        {
            throw new NotFoundException($"No such container: {container.Id}");
        }

        switch (container.Record.State.Status)
        {
            case RunStatus.Paused:
                throw new ConflictException($"container {container.Id} is paused, unpause the container before attach");
            case RunStatus.Running:
                _journal.Tell(container, "attach");
                var stream = await _shims.AttachAsync(container.Id, wanted);
                return Task.FromResult(stream);
            default:
                _journal.Tell(container, "attach");
                return container.AddWaitingStream(wanted);
        }
    }

    /// <summary>A client has left while the container goes on.</summary>
    public void TellDetached(Container container) => _journal.Tell(container, "detach");
}
