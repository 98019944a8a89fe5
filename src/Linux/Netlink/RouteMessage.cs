namespace Gantry.Linux.Netlink;

/// <summary>struct rtmsg: the fixed part of a message about a route, and what goes with it.</summary>
internal struct RouteMessage
{
    public const int Size = 12;

    public const byte MainTable = 254;
    public const byte ProtocolBoot = 3;
    public const byte UnicastType = 1;
    public const byte ScopeUniverse = 0;
    public const byte ScopeLink = 253;

    public const ushort DestinationAttribute = 1;
    public const ushort OutInterfaceAttribute = 4;
    public const ushort GatewayAttribute = 5;
    public const ushort PreferredSourceAttribute = 7;
    public const ushort TableAttribute = 15;

    public byte Family { get; init; }
    public byte DestinationLength { get; init; }
    public byte SourceLength { get; init; }
    public byte Tos { get; init; }
    public byte Table { get; init; }
    public byte Protocol { get; init; }
    public byte Scope { get; init; }
    public byte Type { get; init; }
    public uint Flags { get; init; }
}
