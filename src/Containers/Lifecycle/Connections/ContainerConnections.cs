namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>Connects containers as they wish.</summary>
internal sealed class ContainerConnections(ContainerStore store, DefaultBridge bridge)
{
    private const string Own = "";

    /// <summary>Makes, or finds, the network namespace of the container's next run.</summary>
    /// <exception cref="ConflictException">The container whose namespace is to be joined does not run, or a port is taken.</exception>
    public Task<ContainerConnection> ConnectAsync(ContainerRecord record) => record.Spec.Network.Mode switch
    {
        NetworkMode.None => Task.FromResult(new ContainerConnection { NamespacePath = Own }),
        NetworkMode.Host => Task.FromResult(new ContainerConnection { NamespacePath = null }),
        NetworkMode.Container => Task.FromResult(new ContainerConnection { NamespacePath = NamespaceOf(record.Spec.Network.Container ?? "") }),
        _ => bridge.ConnectAsync(record),
    };

    /// <summary>Takes back what <see cref="ConnectAsync"/> made, as far as it came.</summary>
    public Task DisconnectAsync(ContainerRecord record) =>
        record.Spec.Network.Mode == NetworkMode.Bridge ? bridge.DisconnectAsync(record) : Task.CompletedTask;

    private string NamespaceOf(string id)
    {
        var container = store.Get(id);
        var state = container.Record.State;
        return state.IsRunning
            ? $"/proc/{state.Pid}/ns/net"
            : throw new ConflictException($"cannot join network of a non running container: {container.Id}");
    }
}
