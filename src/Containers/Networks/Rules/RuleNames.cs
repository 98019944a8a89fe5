using Gantry.Linux.Nftables;

namespace Gantry.Containers.Networks.Rules;

/// <summary>The sets, maps and chains of our table that code and other instances speak of.</summary>
internal static class RuleNames
{
    /// <summary>Our bridges.</summary>
    public static NftablesName Bridges { get; } = new("bridges");

    /// <summary>Bridge and the same bridge: traffic between containers of one network.</summary>
    public static NftablesName Within { get; } = new("within");

    /// <summary>Bridges that nothing is forwarded from or to.</summary>
    public static NftablesName Internal { get; } = new("internal");

    /// <summary>Bridges whose containers may be reached from outside at every port.</summary>
    public static NftablesName Unprotected { get; } = new("unprotected");

    /// <summary>The subnets whose containers the world outside sees by the host's address.</summary>
    public static NftablesName SubnetsV4 { get; } = new("subnets4");
    public static NftablesName SubnetsV6 { get; } = new("subnets6");

    /// <summary>Subnet and the same subnet.</summary>
    public static NftablesName SameSubnetV4 { get; } = new("same_subnet4");
    public static NftablesName SameSubnetV6 { get; } = new("same_subnet6");

    /// <summary>Host address, protocol, port → container address, port.</summary>
    public static NftablesName PublishedV4 { get; } = new("published4");
    public static NftablesName PublishedV6 { get; } = new("published6");

    /// <summary>Protocol, port, on whichever address of the host → container address, port.</summary>
    public static NftablesName PublishedEverywhereV4 { get; } = new("published_everywhere4");
    public static NftablesName PublishedEverywhereV6 { get; } = new("published_everywhere6");

    /// <summary>Container address, protocol, port that may be reached from outside without translation too.</summary>
    public static NftablesName OpenV4 { get; } = new("open4");
    public static NftablesName OpenV6 { get; } = new("open6");

    /// <summary>Is there where this instance switched forwarding on: the mark by which other instances know.</summary>
    public static NftablesName ClosedV4 { get; } = new("closed4");
    public static NftablesName ClosedV6 { get; } = new("closed6");
}
