namespace Gantry.Linux.Nftables;

/// <summary>What a monitor knows of nftables' own messages.</summary>
/// <remarks>linux/netfilter/nf_tables.h and nfnetlink.h</remarks>
internal static class NftablesMessage
{
    /// <summary>Of struct nfgenmsg, whose first byte is the family.</summary>
    public const int Size = 4;

    /// <summary>The table's name has this number in the messages of tables, chains, rules, sets and elements alike.</summary>
    public const ushort TableAttribute = 1;

    private const int Subsystem = 10;

    /// <summary>What a type of message tells; null for what changes no table, such as the number of the generation.</summary>
    public static NftablesEvent? EventOf(ushort type) => (type >> 8) != Subsystem
        ? null
        : (type & 0xff) switch
        {
            0 => NftablesEvent.TableAdded,
            2 or 3 or 5 or 6 or 8 => NftablesEvent.RulesChanged,
            9 or 11 or 12 or 14 => NftablesEvent.ElementsChanged,
            _ => null,
        };
}
