using Gantry.Containers.Networks.Named;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>Removes a network that nobody is on.</summary>
public sealed class RemoveNetwork
{
    private readonly NetworkStore _store;
    private readonly ContainerStore _containers;
    private readonly BridgedContainers _bridges;
    private readonly NetworkJournal _journal;

    internal RemoveNetwork(NetworkStore store, ContainerStore containers, BridgedContainers bridges, NetworkJournal journal) =>
        (_store, _containers, _bridges, _journal) = (store, containers, bridges, journal);

    /// <summary>Removes it.</summary>
    /// <exception cref="ForbiddenException">It is always there, or a container that runs is on it.</exception>
    public async Task ExecuteAsync(NetworkRecord network, CancellationToken cancellationToken)
    {
        if (network.Predefined)
        {
            throw new ForbiddenException($"{network.Name} is a pre-defined network and cannot be removed");
        }

        if (MembersOf(network).Select(record => $"name:\"{record.Name}\" id:\"{record.Endpoints.First(endpoint => endpoint.NetworkId == network.Id).EndpointId[..12]}\"").ToList() is { Count: > 0 } members)
        {
            throw new ForbiddenException($"error while removing network: network {network.Name} has active endpoints ({string.Join(", ", members)})");
        }

        // The record first: what a crash leaves of the bridge is swept at the next start.
        _store.Remove(network);
        await _bridges.RemoveBridgeAsync(network, cancellationToken);
        _journal.Tell(network, "destroy");
    }

    /// <summary>The containers that are on it now.</summary>
    public IEnumerable<ContainerRecord> MembersOf(NetworkRecord network) =>
        _containers.All.Select(container => container.Record).Where(record => record.Endpoints.Any(endpoint => endpoint.NetworkId == network.Id));
}
