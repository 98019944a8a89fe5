namespace Gantry.Linux.Netlink;

/// <summary>struct ifinfomsg: the fixed part of a message about a link.</summary>
internal struct LinkMessage
{
    public const int Size = 16;
    public const uint UpFlag = 0x1;

    public byte Family { get; init; }
    public byte Padding { get; init; }
    public ushort DeviceType { get; init; }
    public int Index { get; init; }
    public uint Flags { get; init; }

    /// <summary>Which of <see cref="Flags"/> are meant; the others stay.</summary>
    public uint Change { get; init; }
}
