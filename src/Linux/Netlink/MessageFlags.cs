namespace Gantry.Linux.Netlink;

/// <summary>Flags of a netlink message's header.</summary>
/// <remarks>netlink(7), linux/netlink.h</remarks>
[Flags]
internal enum MessageFlags : ushort
{
    None = 0,
    Request = 0x1,
    Multipart = 0x2,
    Acknowledge = 0x4,

    /// <summary>Of an answer to a dump: the list changed while it was read, and is to be read again.</summary>
    DumpInterrupted = 0x10,

    /// <summary>Of a request that creates: take the place of what is there.</summary>
    Replace = 0x100,

    /// <summary>Of a request that creates: fail with EEXIST if it is there.</summary>
    Exclusive = 0x200,

    /// <summary>Of a request that reads: all of them.</summary>
    Dump = 0x300,

    Create = 0x400,
}
