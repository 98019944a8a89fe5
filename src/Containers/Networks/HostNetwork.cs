using Gantry.Containers.Networks.Bridges;
using Gantry.Containers.Networks.Ports;
using Gantry.Containers.Networks.Rules;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Netlink;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Networks;

/// <summary>The networking of one instance on its host. Disposing it ends only its threads: bridges, cables and rules carry on.</summary>
public sealed class HostNetwork : IAsyncDisposable
{
    private readonly HostNetworkOptions _options;
    private readonly InstanceNames _names;
    private readonly HostForwarding _forwarding;
    private readonly HostBridges _bridges;
    private readonly Cables _cables;
    private readonly RouteSocket _routes;
    private readonly ILogger _logger;
    private int _disposed;

    private HostNetwork(HostNetworkOptions options, NamespaceThread namespaces, RouteSocket routes, PacketRules rules, Cables cables, ILogger logger)
    {
        _options = options;
        _routes = routes;
        _cables = cables;
        _logger = logger;
        _names = new InstanceNames(options.InstanceId);
        _forwarding = new HostForwarding(_names, Path.Combine(options.RunDirectory, "host-settings"));
        Namespaces = namespaces;
        Rules = rules;
        Ports = new PortAllocator(namespaces);
        _bridges = new HostBridges(_names, namespaces, routes, rules, cables);
    }

    /// <summary>Makes network namespaces for containers, and goes into them.</summary>
    public NamespaceThread Namespaces { get; }

    public PacketRules Rules { get; }

    public PortAllocator Ports { get; }

    /// <summary>Writes the instance's packet rules and switches forwarding on.</summary>
    /// <exception cref="Linux.Nftables.NftablesException">libnftables is missing, or refuses the rules.</exception>
    public static async Task<HostNetwork> StartAsync(HostNetworkOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var host = await OpenAsync(options, loggers);
        try
        {
            using var turn = await host.TakeTurnAsync(cancellationToken);
            await host.StartRulesAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Removes everything of an instance that no process of runs any more.</summary>
    public static async Task SweepAsync(HostNetworkOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        await using var host = await OpenAsync(options, loggers);
        await host.DownAsync(cancellationToken);
    }

    /// <summary>Makes a bridge for the network, or finds the one that is there, and lets its containers out.</summary>
    /// <exception cref="UnavailableException">No subnet was given and none is free.</exception>
    public async Task<BridgeNetwork> EnsureBridgeAsync(BridgeSpec spec, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        var bridge = await _bridges.EnsureAsync(spec);
        if (spec.SubnetV6 is not null)
        {
            await ForwardV6Async();
        }

        return bridge;
    }

    /// <summary>Removes the bridge and the cables of whatever is still on it.</summary>
    public async Task RemoveBridgeAsync(BridgeNetwork bridge, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        await _bridges.RemoveAsync(bridge.Bridge);
    }

    /// <summary>Removes the bridges that a crash has left and no network has.</summary>
    /// <param name="numbers">Those of the networks.</param>
    /// <param name="cancellationToken">Ends the wait for another instance.</param>
    public async Task RemoveBridgesButAsync(IEnumerable<int> numbers, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        _bridges.RemoveAllBut(numbers.Select(number => _names.Bridge(number).ToString()).ToHashSet());
    }

    /// <summary>Whether the host has an interface of this name.</summary>
    public bool HasInterface(InterfaceName name) => Links.Find(_routes, name) is not null;

    /// <summary>Whether a subnet overlaps with a route of the host.</summary>
    public bool Overlaps(System.Net.IPNetwork subnet) => SubnetChoice.Used(_routes).Any(used => SubnetChoice.Overlap(used, subnet));

    /// <summary>Removes bridges, cables and rules, and sets the host's settings back to what they were.</summary>
    public async Task DownAsync(CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        await _cables.SettleAsync();
        _bridges.RemoveAll(_options.NamedBridges);
        await Rules.ReadAsync(context =>
        {
            _forwarding.Restore(context);
            return true;
        });
        await Rules.RemoveAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await Rules.DisposeAsync();
        await _cables.DisposeAsync();
        _routes.Dispose();
        Namespaces.Dispose();
    }

    private static async Task<HostNetwork> OpenAsync(HostNetworkOptions options, ILoggerFactory loggers)
    {
        var namespaces = new NamespaceThread(options.Namespace);
        try
        {
            var rules = await PacketRules.StartAsync(
                namespaces, new InstanceNames(options.InstanceId), options.Time, loggers.CreateLogger<PacketRules>());
            var remover = await Cables.StartAsync(options.Namespace, loggers.CreateLogger<Cables>());
            var routes = await namespaces.Run(() => new RouteSocket());
            return new HostNetwork(options, namespaces, routes, rules, remover, loggers.CreateLogger<HostNetwork>());
        }
        catch
        {
            namespaces.Dispose();
            throw;
        }
    }

    private async Task StartRulesAsync()
    {
        var closes = await Rules.ReadAsync(_forwarding.ClosesV4);
        var state = _options.Published.Aggregate(
            _options.Bridges.Aggregate(new RuleState { ClosesV4 = closes }, (state, bridge) => state.With(bridge)),
            (state, endpoint) => state.With(endpoint));
        await Rules.ReplaceAsync(state);
        await Namespaces.Run(() =>
        {
            _forwarding.SwitchOnV4(closes);
            return true;
        });
        if (_options.Bridges.Any(bridge => bridge.SubnetV6 is not null))
        {
            await ForwardV6Async();
        }
    }

    private async Task ForwardV6Async()
    {
        var closes = await Rules.ReadAsync(_forwarding.ClosesV6);
        await Rules.UpdateAsync(state => state with { ClosesV6 = closes });
        await Namespaces.Run(() =>
        {
            _forwarding.SwitchOnV6(closes, Links.List(_routes).Select(link => link.Name));
            return true;
        });
    }

    private Task<HostLock> TakeTurnAsync(CancellationToken cancellationToken) =>
        HostLock.TakeAsync(Namespaces, _options.Time, _logger, cancellationToken);
}
