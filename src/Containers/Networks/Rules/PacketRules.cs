using System.Net;
using Gantry.Linux;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Netlink;
using Gantry.Linux.Nftables;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Networks.Rules;

/// <summary>The one owner of this instance's nftables table: makes every change as one transaction and restores what others take away.</summary>
/// <remarks>The rules stay when this is disposed, or when the process dies; <see cref="RemoveAsync"/> takes them away.</remarks>
public sealed partial class PacketRules : IAsyncDisposable
{
    // Somebody who keeps changing our table shall not keep us busy; a second is what we promise.
    private const int RestorePauseMilliseconds = 250;

    private readonly InstanceNames _names;
    private readonly Ruleset _ruleset;
    private readonly OwnTable _own;
    private readonly ForeignWatch _foreign;
    private readonly ConntrackSocket _connections;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    // Set before the first work is given to it. What follows belongs to that thread.
    private RulesThread? _thread;
    private RuleState? _state;
    private long? _lastRestore;

    private PacketRules(InstanceNames names, ConntrackSocket connections, TimeProvider time, ILogger logger)
    {
        (_names, _connections, _time, _logger) = (names, connections, time, logger);
        _ruleset = new Ruleset(names.Table);
        _own = new OwnTable(names);
        _foreign = new ForeignWatch(time, logger);
    }

    private RulesThread Thread => _thread ?? throw new InvalidOperationException("the rules' thread was not started");

    /// <summary>Starts without touching the table: what an earlier process left there stays until <see cref="ReplaceAsync"/>.</summary>
    internal static async Task<PacketRules> StartAsync(NamespaceThread host, InstanceNames names, TimeProvider time, ILogger logger)
    {
        var rules = new PacketRules(names, await host.Run(() => new ConntrackSocket()), time, logger);
        rules._thread = await RulesThread.Start(host, rules.Hear, rules.Settle);
        return rules;
    }

    public async ValueTask DisposeAsync()
    {
        await Thread.DisposeAsync();
        _connections.Dispose();
    }

    /// <summary>Lets the endpoint's ports be reached by those of the host, in the place of what was published for its address before.</summary>
    public Task PublishAsync(PublishedEndpoint endpoint) => Thread.Run(context =>
    {
        var before = Current.Published.GetValueOrDefault(endpoint.AddressV4);
        return Change(context, Current.With(endpoint), PortChange.Between(before, endpoint));
    });

    /// <summary>Ends what was published for a container's address; where nothing was, nothing happens.</summary>
    public Task UnpublishAsync(IPAddress addressV4) => Thread.Run(context =>
    {
        var before = Current.Published.GetValueOrDefault(addressV4);
        return Change(context, Current with { Published = Current.Published.Remove(addressV4) }, PortChange.Between(before, null));
    });

    /// <summary>Writes rules in another network namespace, such as a container's; nobody watches over them there.</summary>
    internal Task WriteElsewhereAsync(NetworkNamespace place, NftablesScript script) => Thread.RunIn(place, context => context.Run(script));

    /// <summary>Looks for other people's rules that would stop our traffic.</summary>
    public Task<IReadOnlyList<ForeignBlock>> FindForeignBlocksAsync() => Thread.Run(ForeignRules.Find);

    /// <summary>Admits, separates and masquerades the containers of a bridge.</summary>
    internal Task AddBridgeAsync(BridgeRules bridge) => Thread.Run(context =>
        Current.Bridges.GetValueOrDefault(bridge.Bridge) == bridge || Replace(context, Current.With(bridge)));

    internal Task RemoveBridgeAsync(InterfaceName bridge) =>
        Thread.Run(context => Replace(context, Current with { Bridges = Current.Bridges.Remove(bridge) }));

    /// <summary>Writes the whole table, in one step with taking the old one away.</summary>
    internal Task ReplaceAsync(RuleState wanted) => Thread.Run(context => Replace(context, wanted));

    /// <summary>As <see cref="ReplaceAsync"/>, with what the function makes of the present state.</summary>
    internal Task UpdateAsync(Func<RuleState, RuleState> update) => Thread.Run(context => Replace(context, update(Current)));

    /// <summary>Takes the table away, and watches over it no longer.</summary>
    internal Task RemoveAsync() => Thread.Run(context =>
    {
        _state = null;
        return context.Run(_ruleset.Delete());
    });

    /// <summary>Reads what is in nftables.</summary>
    internal Task<T> ReadAsync<T>(Func<NftablesContext, T> read) => Thread.Run(read);

    private RuleState Current => _state ?? throw new InvalidOperationException("the packet rules were removed, or not yet written");

    private bool Change(NftablesContext context, RuleState next, PortChange change)
    {
        try
        {
            if (!change.IsEmpty)
            {
                context.Run(_ruleset.Change(change));
            }

            _state = next;
        }
        catch (NftablesException)
        {
            // Most likely what we meant to change is gone, and the notice of that not yet read: then the whole does what the part could not.
            Replace(context, next);
        }

        Forget(change.UdpPorts);
        return true;
    }

    private void Forget(IReadOnlySet<ushort> udpPorts)
    {
        try
        {
            if (udpPorts.Count > 0)
            {
                _connections.Forget(IpProtocol.Udp, udpPorts);
            }
        }
        catch (LinuxException error)
        {
            LogNotForgotten(error);
        }
    }

    private bool Replace(NftablesContext context, RuleState next)
    {
        _own.Learn(context, Thread);
        context.Run(_ruleset.Replace(next));
        _own.Restored();
        _state = next;
        return true;
    }

    private void Hear(NftablesNotice notice)
    {
        _own.Hear(notice);
        _foreign.Hear(notice);
    }

    // Gives the shorter of the two waits, of which -1 is the longest.
    private int Settle(NftablesContext context) => _state is { } wanted
        ? (int)Math.Min((uint)RestoreWhereTouched(context, wanted), (uint)_foreign.Look(context))
        : -1;

    private int RestoreWhereTouched(NftablesContext context, RuleState wanted)
    {
        if (!_own.Touched)
        {
            return -1;
        }

        if (_lastRestore is { } last && _time.GetElapsedTime(last).TotalMilliseconds is < RestorePauseMilliseconds and var elapsed)
        {
            return (int)(RestorePauseMilliseconds - elapsed) + 1;
        }

        _lastRestore = _time.GetTimestamp();
        try
        {
            Replace(context, wanted);
            LogRestored(_names.Table);
            return -1;
        }
        catch (NftablesException error)
        {
            LogNotRestored(_names.Table, error);
            return RestorePauseMilliseconds;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "UDP clients that kept sending may still reach what their port led to before")]
    private partial void LogNotForgotten(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Somebody changed the nftables table inet {Table}; it is restored")]
    private partial void LogRestored(NftablesName table);

    [LoggerMessage(Level = LogLevel.Error, Message = "Somebody changed the nftables table inet {Table}, and it cannot be restored yet")]
    private partial void LogNotRestored(NftablesName table, Exception error);
}
