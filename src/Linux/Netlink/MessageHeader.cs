namespace Gantry.Linux.Netlink;

/// <summary>struct nlmsghdr, in the byte order of the machine.</summary>
internal struct MessageHeader
{
    public const int Size = 16;

    public uint Length { get; set; }
    public ushort Type { get; init; }
    public MessageFlags Flags { get; init; }
    public uint Sequence { get; init; }

    /// <summary>The netlink port of the socket that asked, also in what the kernel tells a group of others.</summary>
    public uint Port { get; init; }

    /// <summary>Messages and attributes begin at multiples of four bytes.</summary>
    public static int Align(int length) => (length + 3) & ~3;
}
