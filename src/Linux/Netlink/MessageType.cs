namespace Gantry.Linux.Netlink;

/// <summary>Types of messages: those of netlink itself and those of rtnetlink.</summary>
/// <remarks>netlink(7), rtnetlink(7)</remarks>
internal static class MessageType
{
    public const ushort Error = 2;
    public const ushort Done = 3;

    public const ushort NewLink = 16;
    public const ushort DeleteLink = 17;
    public const ushort GetLink = 18;
    public const ushort SetLink = 19;
    public const ushort NewAddress = 20;
    public const ushort DeleteAddress = 21;
    public const ushort GetAddress = 22;
    public const ushort NewRoute = 24;
    public const ushort DeleteRoute = 25;
    public const ushort GetRoute = 26;
}
