using Gantry.Containers.Lifecycle.Spec;
using Gantry.Containers.Networks.Named;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>Takes a container off a network.</summary>
public sealed class DisconnectContainer
{
    private readonly ContainerJournal _containers;
    private readonly BridgedContainers _bridges;
    private readonly Bundles _bundles;
    private readonly HostFiles _files;
    private readonly NetworkJournal _journal;

    internal DisconnectContainer(ContainerJournal containers, BridgedContainers bridges, Bundles bundles, HostFiles files, NetworkJournal journal) =>
        (_containers, _bridges, _bundles, _files, _journal) = (containers, bridges, bundles, files, journal);

    /// <summary>Disconnects it.</summary>
    /// <exception cref="ForbiddenException">It is not on the network.</exception>
    public async Task ExecuteAsync(Container container, NetworkRecord network, CancellationToken cancellationToken)
    {
        using var turn = await container.EnterAsync(cancellationToken);
        var record = container.Record;
        if (network.Kind == NetworkKind.Host || record.Spec.Network.Mode == NetworkMode.Host)
        {
            throw new ForbiddenException("container cannot be disconnected from host network or connected to host network");
        }

        var spec = record.Spec.Network;
        if (spec.Networks.All(membership => membership.NetworkId != network.Id))
        {
            throw new ForbiddenException($"container {record.Id} is not connected to network {network.Name}");
        }

        var left = record with
        {
            Spec = record.Spec with { Network = spec with { Networks = [.. spec.Networks.Where(membership => membership.NetworkId != network.Id)] } },
        };
        if (record.State.IsRunning)
        {
            left = left with { Endpoints = await _bridges.LeaveAsync(record, network.Id) };
            await _bundles.NoteAsync(record.Id, left.Endpoints);
            _files.WriteNames(left, left.Endpoints);
        }

        await _containers.CommitAsync(container, left);
        _journal.Tell(network, "disconnect", record.Id);
    }
}
