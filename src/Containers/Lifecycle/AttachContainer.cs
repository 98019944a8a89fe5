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
    /// <exception cref="ConflictException">It is paused.</exception>
    public async Task<StreamRequest> ExecuteAsync(Container container, bool stdin, bool stdout, bool stderr, CancellationToken cancellationToken)
    {
        // As with docker, a client that reads nothing holds the container up for as long as it stays.
        var request = new StreamRequest(new AttachStreams { Stdin = stdin, Stdout = stdout, Stderr = stderr, PatienceMilliseconds = 0 });
        using var turn = await container.EnterAsync(cancellationToken);
        if (container.IsRemoved)
        {
            throw new NotFoundException($"No such container: {container.Id}");
        }

        switch (container.Record.State.Status)
        {
            case RunStatus.Paused:
                throw new ConflictException($"container {container.Id} is paused, unpause the container before attach");
            case RunStatus.Restarting:
                throw new ConflictException($"container {container.Id} is restarting, wait until the container is running");
            case RunStatus.Running:
                request.Open(await _shims.AttachAsync(container.Id, request.Wanted));
                break;
            default:
                container.AddWaitingStream(request);
                break;
        }

        _journal.Tell(container, "attach");
        return request;
    }

    /// <summary>A client has left while the container goes on.</summary>
    public void TellDetached(Container container) => _journal.Tell(container, "detach");
}
