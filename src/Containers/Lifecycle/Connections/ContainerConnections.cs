using Gantry.Containers.Networks.Dns;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>Connects containers as they wish.</summary>
internal sealed class ContainerConnections(ContainerStore store, BridgedContainers bridges)
{
    private const string Own = "";

    /// <summary>Begins a run: makes the namespace where it is ours to make, with the sockets for names in it.</summary>
    public Task<ResolverSockets?> PrepareAsync(ContainerRecord record) =>
        record.Spec.Network.Mode == NetworkMode.Bridge ? bridges.PrepareAsync(record) : Task.FromResult<ResolverSockets?>(null);

    /// <summary>Makes, or finds, the network namespace of the container's next run.</summary>
    /// <exception cref="ConflictException">The container whose namespace is to be joined does not run, or a port is taken.</exception>
    public Task<ContainerConnection> ConnectAsync(ContainerRecord record) => record.Spec.Network.Mode switch
    {
        NetworkMode.None => Task.FromResult(new ContainerConnection { NamespacePath = Own }),
        NetworkMode.Host => Task.FromResult(new ContainerConnection { NamespacePath = null }),
        NetworkMode.Container => Task.FromResult(new ContainerConnection { NamespacePath = NamespaceOf(record.Spec.Network.Container ?? "") }),
        _ => bridges.ConnectAsync(record),
    };

    /// <summary>Takes back what <see cref="ConnectAsync"/> made, as far as it came.</summary>
    public Task DisconnectAsync(ContainerRecord record) =>
        record.Spec.Network.Mode == NetworkMode.Bridge ? bridges.DisconnectAsync(record) : Task.CompletedTask;

    private string NamespaceOf(string id)
    {
        var container = store.Get(id);
        var state = container.Record.State;
        return state.IsRunning
            ? $"/proc/{state.Pid}/ns/net"
            : throw new ConflictException($"cannot join network of a non running container: {container.Id}");
    }
}
