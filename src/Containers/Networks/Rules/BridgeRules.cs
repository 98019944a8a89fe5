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

    internal IEnumerable<IPNetwork> Subnets => SubnetV6 is { } v6 ? [SubnetV4, v6] : [SubnetV4];
}
