namespace Gantry.Linux.Nftables;

/// <summary>What happened to a part of a table.</summary>
public enum NftablesEvent
{
    /// <summary>Notices were lost because too many came at once: anything may have happened to any table.</summary>
    Lost,

    TableAdded,

    /// <summary>A set, map or element was added or taken away.</summary>
    ElementsChanged,

    /// <summary>A table, chain or rule was taken away, or a chain or rule added.</summary>
    RulesChanged,
}

/// <summary>One thing that somebody did to nftables.</summary>
/// <param name="Family">NFPROTO_INET is 1, NFPROTO_IPV4 2, NFPROTO_IPV6 10.</param>
/// <param name="Table">Empty where notices were lost.</param>
/// <param name="Port">The netlink port of the socket by which it was done: one context keeps the same.</param>
public readonly record struct NftablesNotice(NftablesEvent Event, byte Family, string Table, uint Port);
