using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle;

/// <summary>A container's connection for one run.</summary>
/// <param name="NamespacePath">The network namespace to join; empty makes one, null stays in the host's.</param>
/// <param name="Endpoint">Null where it is not on the bridge.</param>
/// <param name="HeldPorts">Host ports for the shim to hold.</param>
internal sealed record ContainerNetwork(string? NamespacePath, EndpointRecord? Endpoint = null, IReadOnlyList<HeldPort>? HeldPorts = null);

/// <summary>Connects containers as they wish.</summary>
internal sealed class ContainerNetworks(ContainerStore store)
{
    private const string Own = "";

    /// <summary>Makes, or finds, the network namespace of the container's next run.</summary>
    /// <exception cref="ConflictException">The container whose namespace is to be joined does not run, or a port is taken.</exception>
    public Task<ContainerNetwork> ConnectAsync(ContainerRecord record) => record.Spec.Network.Mode switch
    {
        NetworkMode.None => Task.FromResult(new ContainerNetwork(Own)),
        NetworkMode.Host => Task.FromResult(new ContainerNetwork(null)),
        NetworkMode.Container => Task.FromResult(new ContainerNetwork(NamespaceOf(record.Spec.Network.Container ?? ""))),
        _ => throw new UnsupportedException("the bridge network is not there yet"),
    };

    public static Task DisconnectAsync() => Task.CompletedTask;

    private string NamespaceOf(string id)
    {
        var state = store.Get(id).Record.State;
        return state.IsRunning
            ? $"/proc/{state.Pid}/ns/net"
            : throw new ConflictException($"cannot join network of a non running container: {id}");
    }
}
