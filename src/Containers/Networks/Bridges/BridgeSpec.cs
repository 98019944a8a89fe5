using System.Net;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Networks.Bridges;

/// <summary>A bridged network as its owner records it.</summary>
public sealed record BridgeSpec
{
    /// <summary>Tells the instance's networks apart; the default one is 0.</summary>
    public required int Number { get; init; }

    /// <summary>Null makes one of the instance and the number, by which it is known again.</summary>
    public InterfaceName? Name { get; init; }

    /// <summary>Null chooses one that nobody on this host uses.</summary>
    public IPNetwork? SubnetV4 { get; init; }

    /// <summary>The bridge's own address; null is the subnet's first.</summary>
    public IPAddress? GatewayV4 { get; init; }

    /// <summary>Null gives the containers no IPv6 addresses.</summary>
    public IPNetwork? SubnetV6 { get; init; }

    /// <summary>As <see cref="GatewayV4"/>.</summary>
    public IPAddress? GatewayV6 { get; init; }

    public int Mtu { get; init; } = 1500;

    /// <summary>The part of the subnet that addresses are chosen from; null is all of it.</summary>
    public IPNetwork? RangeV4 { get; init; }

    /// <summary>As <see cref="RangeV4"/>.</summary>
    public IPNetwork? RangeV6 { get; init; }

    /// <summary>Addresses that no container is given, since something else has them.</summary>
    public IReadOnlyList<IPAddress> Reserved { get; init; } = [];

    /// <summary>No way out of the network, and none in.</summary>
    public bool Internal { get; init; }

    /// <summary>Whether the containers reach each other.</summary>
    public bool Connected { get; init; } = true;

    /// <summary>Whether the world outside sees the host's address in place of a container's.</summary>
    public bool Masquerade { get; init; } = true;

    /// <summary>Whether every port of its containers may be reached by who has a route, published or not.</summary>
    public bool Unprotected { get; init; }

    /// <summary>Of the containers that run on while we start. What else is on the bridge was left by a crash, and is removed.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
}
