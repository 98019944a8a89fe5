using Gantry.Containers.Lifecycle.Shims;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle;

/// <summary>Sets the size of a container's terminal, or of an exec's.</summary>
public sealed class ResizeContainer
{
    private readonly ShimLauncher _shims;
    private readonly ContainerJournal _journal;

    internal ResizeContainer(ShimLauncher shims, ContainerJournal journal) => (_shims, _journal) = (shims, journal);

    /// <summary>The container's own terminal; sizes are in characters.</summary>
    /// <exception cref="ConflictException">It does not run.</exception>
    public async Task ExecuteAsync(Container container, int width, int height, CancellationToken cancellationToken)
    {
        using var turn = await container.EnterAsync(cancellationToken);
        if (!container.Record.State.IsRunning)
        {
            throw new ConflictException($"container {container.Id} is not running");
        }

        await ResizeAsync(container, "", width, height);
        _journal.Tell(container, "resize", ("height", height.ToString()), ("width", width.ToString()));
    }

    /// <summary>An exec's terminal; sizes are in characters.</summary>
    /// <exception cref="ConflictException">It does not run.</exception>
    public async Task ExecuteAsync(Container container, Exec exec, int width, int height)
    {
        if (!exec.IsRunning)
        {
            throw new ConflictException($"exec process is not started");
        }

        await ResizeAsync(container, exec.Id, width, height);
    }

    private async Task ResizeAsync(Container container, string execId, int width, int height)
    {
        await using var shim = await _shims.ConnectAsync(container.Id);
        await shim.ResizeAsync(new ResizeTerminal { ExecId = execId, Width = width, Height = height }, CancellationToken.None);
    }
}
