using System.Net;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Networks.Rules;

/// <summary>What the packet rules have to know of a bridge.</summary>
public sealed record BridgeRules
{
    public required InterfaceName Bridge { get; init; }

    public required IPNetwork SubnetV4 { get; init; }

    /// <summary>Null where its containers have no IPv6 addresses.</summary>
    public IPNetwork? SubnetV6 { get; init; }

    /// <summary>No way out of the network, and none in.</summary>
    public bool Internal { get; init; }

    /// <summary>Whether the world outside sees the host's address in place of a container's.</summary>
    public bool Masquerade { get; init; } = true;

    /// <summary>Whether every port may be reached by who has a route, published or not.</summary>
    public bool Unprotected { get; init; }

    internal IEnumerable<IPNetwork> Subnets => SubnetV6 is { } v6 ? [SubnetV4, v6] : [SubnetV4];
}
