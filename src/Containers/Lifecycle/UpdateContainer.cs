using System.Text.Json;
using Gantry.Containers.Lifecycle.Shims;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle;

/// <summary>Changes what a container may use, and when it is started again.</summary>
public sealed class UpdateContainer
{
    private readonly ShimLauncher _shims;
    private readonly ContainerJournal _journal;

    internal UpdateContainer(ShimLauncher shims, ContainerJournal journal) => (_shims, _journal) = (shims, journal);

    /// <summary>Changes it, at once where it runs.</summary>
    /// <param name="container">The container.</param>
    /// <param name="change">Makes the record anew from the last one; only limits and the restart policy may differ, and the door's document.</param>
    /// <param name="limits">The limits that change.</param>
    /// <param name="cancellationToken">Ends the wait for the container's turn.</param>
    /// <exception cref="ConflictException">It is being removed.</exception>
    public async Task ExecuteAsync(
        Container container, Func<ContainerRecord, ContainerRecord> change, LinuxResources limits, CancellationToken cancellationToken)
    {
        using var turn = await container.EnterAsync(cancellationToken);
        if (container.IsRemoving || container.Record.State.Status == RunStatus.Dead)
        {
            throw new ConflictException($"Cannot update container {container.Id}: container is marked for removal and cannot be \"update\"");
        }

        var changed = change(container.Record);
        if (container.Record.State.IsRunning && limits != new LinuxResources())
        {
            await ApplyAsync(container, limits);
        }

        await _journal.CommitAsync(container, changed);
        _journal.Tell(container, "update");
    }

    private async Task ApplyAsync(Container container, LinuxResources limits)
    {
        try
        {
            await using var shim = await _shims.ConnectAsync(container.Id);
            await shim.UpdateAsync(JsonSerializer.SerializeToUtf8Bytes(limits, RuntimeSpecJson.Default.LinuxResources), CancellationToken.None);
        }
        catch (ShimException e)
        {
            throw new ShimException($"Cannot update container {container.Id}: {e.Message}", e);
        }
    }
}
