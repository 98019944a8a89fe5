using System.Collections.Concurrent;
using Gantry.Containers.Instances;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Bridges;
using Gantry.Containers.Networks.Dns;
using Gantry.Containers.Networks.Named;
using Gantry.Linux;
using Gantry.Linux.Namespaces;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>The containers on networks with a bridge. Made ready in the background: the first container waits for it, the daemon does not.</summary>
internal sealed class BridgedContainers : IAsyncDisposable
{
    private readonly string _namespaces;
    private readonly NetworkStore _networks;
    private readonly ContainerResolvers _resolvers;
    private readonly NetworkJournal _journal;
    private readonly Func<IReadOnlyList<ContainerRecord>, BridgeStart> _start;
    private readonly ConcurrentDictionary<ContainerId, BridgeConnection> _connections = new();
    private readonly ConcurrentDictionary<string, BridgeNetwork> _bridges = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly string _instanceId;
    private Task<HostNetwork>? _ready;

    public BridgedContainers(Instance instance, NetworkStore networks, ContainerResolvers resolvers, NetworkJournal journal, TimeProvider time, ILoggerFactory loggers)
    {
        (_namespaces, _networks, _resolvers, _journal, _instanceId) = (instance.NetworkNamespaces, networks, resolvers, journal, instance.ShortId);
        Directory.CreateDirectory(_namespaces);
        _start = running => new BridgeStart(instance, networks, running, time, loggers);
    }

    /// <summary>Begins to make it ready.</summary>
    /// <param name="running">The containers that run already: those that are on a bridge keep their places.</param>
    public void Begin(IEnumerable<ContainerRecord> running)
    {
        var connected = running.Where(record => record.Spec.Network.Mode == NetworkMode.Bridge).ToList();
        DeletePinsBut(connected);
        var start = _start(connected);
        _ready = Task.Run(() => StartAsync(start));
    }

    /// <summary>Ends when it is ready.</summary>
    public Task<HostNetwork> HostAsync() => _ready ?? throw new InvalidOperationException("the bridges have not begun");

    /// <summary>Makes a container's namespace, and in it the sockets that it asks about names by.</summary>
    public async Task<ResolverSockets?> PrepareAsync(ContainerRecord record)
    {
        var host = await HostAsync();
        var pin = PinOf(record.Id);
        NetworkNamespace.DeletePin(pin);
        using var place = await host.Namespaces.CreatePinned(pin);
        var sockets = await host.Namespaces.Run(place, ResolverSockets.Open);
        _connections[record.Id] = new BridgeConnection(host, pin);
        _resolvers.Keep(record.Id, sockets);
        return sockets;
    }

    /// <summary>Gives a container its places on its networks, and its ports.</summary>
    /// <exception cref="ConflictException">A port or an address is taken.</exception>
    /// <exception cref="NotFoundException">A network is gone.</exception>
    public async Task<ContainerConnection> ConnectAsync(ContainerRecord record)
    {
        await HostAsync();
        var connection = _connections[record.Id];
        var spec = record.Spec.Network;
        await connection.ReserveAsync(spec.Ports);
        var gateway = GatewayOf(spec.Networks);
        List<EndpointRecord> endpoints = [];
        foreach (var membership in spec.Networks)
        {
            var network = _networks.Get(membership.NetworkId);
            var options = new JoinOptions($"eth{endpoints.Count}", network.Id == gateway, spec.Ports.Count > 0);
            var endpoint = await connection.JoinAsync(network, BridgeOf(network), membership, options);
            endpoints.Add(options.IsGateway ? await connection.PublishAsync(endpoint) : endpoint);
            _journal.Tell(network, "connect", record.Id);
        }

        await _resolvers.ServeAsync(record, PinOf(record.Id), await HostAsync());
        return new ContainerConnection { NamespacePath = PinOf(record.Id), Endpoints = endpoints, HeldPorts = connection.HeldPorts };
    }

    /// <summary>Gives a running container a further place.</summary>
    /// <returns>All of its places.</returns>
    public async Task<IReadOnlyList<EndpointRecord>> JoinAsync(ContainerRecord record, NetworkMembership membership)
    {
        var host = await HostAsync();
        var network = _networks.Get(membership.NetworkId);
        var connection = _connections[record.Id];
        var gateway = GatewayOf([.. record.Spec.Network.Networks, membership]);
        var options = new JoinOptions(FreeInterface(record.Endpoints), IsGateway: false, record.Spec.Network.Ports.Count > 0);
        var endpoint = await connection.JoinAsync(network, BridgeOf(network), membership, options);
        try
        {
            var endpoints = await RerouteAsync(connection, [.. record.Endpoints, endpoint], gateway);
            var joined = record with { Spec = record.Spec with { Network = record.Spec.Network with { Networks = [.. record.Spec.Network.Networks, membership] } } };
            await _resolvers.ServeAsync(joined, PinOf(record.Id), host);
            return endpoints;
        }
        catch
        {
            await connection.LeaveAsync(endpoint);
            throw;
        }
    }

    /// <summary>Takes a running container off one of its networks.</summary>
    /// <returns>What is left of its places.</returns>
    public async Task<IReadOnlyList<EndpointRecord>> LeaveAsync(ContainerRecord record, string networkId)
    {
        await HostAsync();
        var connection = _connections[record.Id];
        foreach (var endpoint in record.Endpoints.Where(endpoint => endpoint.NetworkId == networkId))
        {
            await connection.LeaveAsync(endpoint);
        }

        var gateway = GatewayOf([.. record.Spec.Network.Networks.Where(membership => membership.NetworkId != networkId)]);
        return await RerouteAsync(connection, [.. record.Endpoints.Where(endpoint => endpoint.NetworkId != networkId)], gateway);
    }

    /// <summary>Takes a container off its networks, however far it came.</summary>
    public async Task DisconnectAsync(ContainerRecord record)
    {
        await _resolvers.EndAsync(record.Id);
        if (_connections.TryRemove(record.Id, out var connection))
        {
            await connection.CloseAsync();
            foreach (var endpoint in record.Endpoints)
            {
                if (_networks.TryGet(endpoint.NetworkId, out var network))
                {
                    _journal.Tell(network, "disconnect", record.Id);
                }
            }
        }
        else
        {
            // Of a run that ended while no daemon looked: the cable goes with its namespace, and the rules were never taken up.
            NetworkNamespace.DeletePin(PinOf(record.Id));
        }
    }

    /// <summary>Makes a network's bridge.</summary>
    /// <returns>The record, with the subnets that were chosen.</returns>
    public async Task<NetworkRecord> MakeBridgeAsync(NetworkRecord network, CancellationToken cancellationToken)
    {
        var host = await HostAsync();
        var filled = network.EnableV6 && NetworkRecord.PoolOf(network, v6: true) is null
            ? network with { Pools = [.. network.Pools, new NetworkPool { Subnet = NetworkBridges.LocalSubnetV6(_instanceId, network.Number) }] }
            : network;
        var bridge = await host.EnsureBridgeAsync(NetworkBridges.Spec(filled, []), cancellationToken);
        _bridges[network.Id] = bridge;
        return NetworkBridges.Chosen(filled, bridge);
    }

    /// <summary>Removes a network's bridge, on which nobody is.</summary>
    public async Task RemoveBridgeAsync(NetworkRecord network, CancellationToken cancellationToken)
    {
        var host = await HostAsync();
        if (_bridges.TryRemove(network.Id, out var bridge))
        {
            await host.RemoveBridgeAsync(bridge, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _resolvers.DisposeAsync();
        try
        {
            if (_ready is not null)
            {
                await (await _ready).DisposeAsync();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or RefusalException)
        {
            // It never came to be, which whoever needed it has been told.
        }

        _stop.Dispose();
    }

    private static string FreeInterface(IReadOnlyList<EndpointRecord> endpoints) =>
        Enumerable.Range(0, endpoints.Count + 1).Select(number => $"eth{number}").First(name => endpoints.All(endpoint => endpoint.Interface != name));

    private static async Task<IReadOnlyList<EndpointRecord>> RerouteAsync(BridgeConnection connection, List<EndpointRecord> endpoints, string? gateway)
    {
        if (endpoints.Find(endpoint => endpoint.IsGateway)?.NetworkId == gateway)
        {
            return endpoints;
        }

        await connection.RouteAsync(endpoints.Find(endpoint => endpoint.NetworkId == gateway));
        List<EndpointRecord> routed = [];
        foreach (var endpoint in endpoints)
        {
            var leads = endpoint.NetworkId == gateway;
            var changed = endpoint with { IsGateway = leads, Ports = [] };
            routed.Add(leads ? await connection.PublishAsync(changed) : changed);
        }

        return routed;
    }

    // As docker chooses: by priority, then by name; a network that leads nowhere cannot lead out.
    private string? GatewayOf(IReadOnlyList<NetworkMembership> memberships) => memberships
        .Where(membership => _networks.TryGet(membership.NetworkId, out var network) && !network.Internal)
        .OrderByDescending(membership => membership.GatewayPriority)
        .ThenBy(membership => membership.NetworkName, StringComparer.Ordinal)
        .FirstOrDefault()?.NetworkId;

    private BridgeNetwork BridgeOf(NetworkRecord network) =>
        _bridges.TryGetValue(network.Id, out var bridge) ? bridge : throw new NotFoundException($"network {network.Name} not found");

    private void DeletePinsBut(IReadOnlyList<ContainerRecord> kept)
    {
        // Of runs that a crash cut short before, or after, they were on record.
        foreach (var pin in Directory.EnumerateFiles(_namespaces).Except(kept.Select(record => PinOf(record.Id))))
        {
            NetworkNamespace.DeletePin(pin);
        }
    }

    private string PinOf(ContainerId id) => Path.Combine(_namespaces, id.Hex);

    private async Task<HostNetwork> StartAsync(BridgeStart start)
    {
        var (host, networks) = await start.RunAsync(_stop.Token);
        foreach (var (id, network) in networks)
        {
            _bridges[id] = network;
        }

        foreach (var record in start.Running)
        {
            _connections[record.Id] = BridgeConnection.TakeUp(host, networks, PinOf(record.Id), record.Endpoints);
            try
            {
                await _resolvers.BorrowAsync(record, PinOf(record.Id), host);
            }
            catch (Exception e) when (e is IOException or LinuxException)
            {
                // Its shim is gone, which the recovery deals with.
            }
        }

        return host;
    }
}
