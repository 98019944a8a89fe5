namespace Gantry.Linux.Netlink;

/// <summary>Messages about tracked connections, and their attributes.</summary>
/// <remarks>linux/netfilter/nfnetlink.h and nfnetlink_conntrack.h</remarks>
internal static class ConntrackMessage
{
    // NFNL_SUBSYS_CTNETLINK in the upper byte.
    public const ushort Get = 0x101;
    public const ushort Delete = 0x102;

    /// <summary>Of struct nfgenmsg, whose first byte is the family.</summary>
    public const int Size = 4;

    /// <summary>The addresses and ports of the first packet, before any translation.</summary>
    public const ushort OriginalTuple = 1;

    // Inside a tuple.
    public const ushort TupleProtocol = 2;

    // Inside TupleProtocol.
    public const ushort ProtocolNumber = 1;
    public const ushort DestinationPort = 3;
}
