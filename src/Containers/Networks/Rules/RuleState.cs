using System.Collections.Immutable;
using System.Net;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Networks.Rules;

/// <summary>All that the packet rules are to bring about, from which the whole table can be written at any time.</summary>
internal sealed record RuleState
{
    public ImmutableDictionary<InterfaceName, BridgeRules> Bridges { get; init; } = ImmutableDictionary<InterfaceName, BridgeRules>.Empty;

    /// <summary>By the container's IPv4 address.</summary>
    public ImmutableDictionary<IPAddress, PublishedEndpoint> Published { get; init; } = ImmutableDictionary<IPAddress, PublishedEndpoint>.Empty;

    /// <summary>We switched forwarding of IPv4 on, so nothing that is not ours may use it.</summary>
    public bool ClosesV4 { get; init; }

    /// <summary>As <see cref="ClosesV4"/>, for IPv6.</summary>
    public bool ClosesV6 { get; init; }

    public RuleState With(BridgeRules bridge) => this with { Bridges = Bridges.SetItem(bridge.Bridge, bridge) };

    public RuleState With(PublishedEndpoint endpoint) => this with { Published = Published.SetItem(endpoint.AddressV4, endpoint) };
}
