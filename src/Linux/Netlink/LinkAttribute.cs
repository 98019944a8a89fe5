namespace Gantry.Linux.Netlink;

/// <summary>Attributes of links.</summary>
/// <remarks>linux/if_link.h, linux/veth.h</remarks>
internal static class LinkAttribute
{
    public const ushort Address = 1;
    public const ushort Name = 3;
    public const ushort Mtu = 4;
    public const ushort Master = 10;
    public const ushort Kinds = 18;
    public const ushort NamespaceDescriptor = 28;

    // Inside Kinds.
    public const ushort Kind = 1;
    public const ushort Data = 2;
    public const ushort PortKind = 4;
    public const ushort PortData = 5;

    // Inside Data of a veth.
    public const ushort VethPeer = 1;

    // Inside PortData of a bridge.
    public const ushort PortState = 1;
    public const ushort PortHairpin = 4;
    public const ushort PortFlush = 24;
    public const ushort PortIsolated = 33;
}
