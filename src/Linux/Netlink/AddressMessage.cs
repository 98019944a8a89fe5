namespace Gantry.Linux.Netlink;

/// <summary>struct ifaddrmsg: the fixed part of a message about an address.</summary>
internal struct AddressMessage
{
    public const int Size = 8;

    /// <summary>IFA_F_NODAD: an IPv6 address is used at once, not after a second of asking whether somebody else has it.</summary>
    public const byte NoDuplicateDetection = 0x02;

    public const ushort AddressAttribute = 1;
    public const ushort LocalAttribute = 2;
    public const ushort BroadcastAttribute = 4;

    public byte Family { get; init; }
    public byte PrefixLength { get; init; }
    public byte Flags { get; init; }
    public byte Scope { get; init; }
    public int Index { get; init; }
}
