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

    private readonly InstanceNames names;
    private readonly Ruleset ruleset;
    private readonly OwnTable own;
    private readonly ConntrackSocket connections;
    private readonly ILogger logger;
    private readonly TimeProvider time;

    // Set before the first work is given to it. What follows belongs to that thread.
    private RulesThread? thread;
    private RuleState? state;
    private long? lastRestore;

    private PacketRules(InstanceNames names, ConntrackSocket connections, TimeProvider time, ILogger logger)
    {
        (this.names, this.connections, this.time, this.logger) = (names, connections, time, logger);
        ruleset = new Ruleset(names.Table);
        own = new OwnTable(names);
    }

    private RulesThread Thread => thread ?? throw new InvalidOperationException("the rules' thread was not started");

    /// <summary>Starts without touching the table: what an earlier process left there stays until <see cref="ReplaceAsync"/>.</summary>
    internal static async Task<PacketRules> StartAsync(NamespaceThread host, InstanceNames names, TimeProvider time, ILogger logger)
    {
        var rules = new PacketRules(names, await host.Run(() => new ConntrackSocket()), time, logger);
        rules.thread = await RulesThread.Start(host, rules.own.Hear, rules.RestoreWhereTouched);
        return rules;
    }

    public async ValueTask DisposeAsync()
    {
        await Thread.DisposeAsync();
        connections.Dispose();
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
        state = null;
        return context.Run(ruleset.Delete());
    });

    /// <summary>Reads what is in nftables.</summary>
    internal Task<T> ReadAsync<T>(Func<NftablesContext, T> read) => Thread.Run(read);

    private RuleState Current => state ?? throw new InvalidOperationException("the packet rules were removed, or not yet written");

    private bool Change(NftablesContext context, RuleState next, PortChange change)
    {
        try
        {
            if (!change.IsEmpty)
            {
                context.Run(ruleset.Change(change));
            }

            state = next;
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
                connections.Forget(IpProtocol.Udp, udpPorts);
            }
        }
        catch (LinuxException error)
        {
            LogNotForgotten(error);
        }
    }

    private bool Replace(NftablesContext context, RuleState next)
    {
        own.Learn(context, Thread);
        context.Run(ruleset.Replace(next));
        own.Restored();
        state = next;
        return true;
    }

    private int RestoreWhereTouched(NftablesContext context)
    {
        if (!own.Touched || state is not { } wanted)
        {
            return -1;
        }

        if (lastRestore is { } last && time.GetElapsedTime(last).TotalMilliseconds is < RestorePauseMilliseconds and var elapsed)
        {
            return (int)(RestorePauseMilliseconds - elapsed) + 1;
        }

        lastRestore = time.GetTimestamp();
        try
        {
            Replace(context, wanted);
            LogRestored(names.Table);
            return -1;
        }
        catch (NftablesException error)
        {
            LogNotRestored(names.Table, error);
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
