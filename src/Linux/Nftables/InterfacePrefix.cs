using Gantry.Linux.Netlink;

namespace Gantry.Linux.Nftables;

/// <summary>All interfaces whose names begin so, as a rule can match them.</summary>
public readonly record struct InterfacePrefix(InterfaceName Start);
