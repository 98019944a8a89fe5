using Gantry.Containers.Lifecycle.Spec;
using Gantry.Containers.Networks.Named;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>Puts a container onto a further network: at once where it runs, else from its next start on.</summary>
public sealed class ConnectContainer
{
    private readonly ContainerJournal _containers;
    private readonly BridgedContainers _bridges;
    private readonly Bundles _bundles;
    private readonly HostFiles _files;
    private readonly NetworkJournal _journal;

    internal ConnectContainer(ContainerJournal containers, BridgedContainers bridges, Bundles bundles, HostFiles files, NetworkJournal journal) =>
        (_containers, _bridges, _bundles, _files, _journal) = (containers, bridges, bundles, files, journal);

    /// <summary>Connects it.</summary>
    /// <exception cref="ForbiddenException">It is on the network already, or cannot be on any other.</exception>
    public async Task ExecuteAsync(Container container, NetworkRecord network, NetworkMembership membership, CancellationToken cancellationToken)
    {
        using var turn = await container.EnterAsync(cancellationToken);
        var record = container.Record;
        Refuse(record, network, container.IsRemoving);
        var spec = record.Spec.Network;
        var joined = record with { Spec = record.Spec with { Network = spec with { Mode = NetworkMode.Bridge, Networks = [.. spec.Networks, membership] } } };
        if (record.State.IsRunning)
        {
            joined = joined with { Endpoints = await _bridges.JoinAsync(record, membership) };
            await _bundles.NoteAsync(record.Id, joined.Endpoints);
            _files.WriteNames(joined, joined.Endpoints);
        }

        await _containers.CommitAsync(container, joined);
        _journal.Tell(network, "connect", record.Id);
    }

    private static void Refuse(ContainerRecord record, NetworkRecord network, bool isRemoving)
    {
        if (isRemoving || record.State.Status == RunStatus.Dead)
        {
            throw new ConflictException("container is marked for removal and cannot be connected or disconnected to the network");
        }

        if (network.Kind == NetworkKind.Host)
        {
            throw new ForbiddenException("cannot connect container to host network - container must be created in host network mode");
        }

        if (network.Kind == NetworkKind.None)
        {
            throw new ForbiddenException("container cannot be connected to multiple networks with one of the networks in private (none) mode");
        }

        switch (record.Spec.Network.Mode)
        {
            case NetworkMode.Host:
                throw new ForbiddenException("cannot connect container to multiple networks with one of the networks in host mode");
            case NetworkMode.None when record.State.IsRunning:
                throw new ForbiddenException("container cannot be connected to multiple networks with one of the networks in private (none) mode");
            case NetworkMode.Container:
                throw new ForbiddenException("container sharing network namespace with another container or host cannot be connected to any other network");
        }

        if (record.Spec.Network.Networks.Any(membership => membership.NetworkId == network.Id))
        {
            throw new ForbiddenException($"endpoint with name {record.Name} already exists in network {network.Name}");
        }
    }
}
