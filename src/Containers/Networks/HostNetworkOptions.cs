using Gantry.Containers.Networks.Rules;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Networks;

/// <summary>Whose networking it is, and what of it there is already.</summary>
public sealed record HostNetworkOptions
{
    /// <summary>At most eight letters and digits; in the names of bridges and of the nftables table.</summary>
    public required string InstanceId { get; init; }

    /// <summary>A folder that is emptied at each boot: what the host's settings were before we changed them is kept there.</summary>
    public required string RunDirectory { get; init; }

    /// <summary>The network namespace that plays the host; null is that of the calling thread.</summary>
    public NetworkNamespace? Namespace { get; init; }

    /// <summary>The bridges that an earlier process of this instance left, so that the first rules written let their traffic go on.</summary>
    public IReadOnlyList<BridgeRules> Bridges { get; init; } = [];

    /// <summary>As <see cref="Bridges"/>, of the containers that run.</summary>
    public IReadOnlyList<PublishedEndpoint> Published { get; init; } = [];

    /// <summary>Bridges that were given names of their users' choice, by which nobody can tell that they are ours.</summary>
    public IReadOnlyCollection<InterfaceName> NamedBridges { get; init; } = [];

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
