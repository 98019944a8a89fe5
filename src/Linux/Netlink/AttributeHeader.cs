namespace Gantry.Linux.Netlink;

/// <summary>struct nlattr, in the byte order of the machine; the value follows it.</summary>
internal struct AttributeHeader
{
    public const int Size = 4;

    // NLA_F_NESTED and NLA_F_NET_BYTEORDER
    public const ushort TypeMask = 0x3fff;

    /// <summary>Of header and value, without the padding after it.</summary>
    public ushort Length { get; init; }
    public ushort Type { get; init; }
}
