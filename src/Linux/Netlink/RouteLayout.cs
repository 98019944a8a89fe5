namespace Gantry.Linux.Netlink;

/// <summary>The layout that adding and removing a route share.</summary>
internal static class RouteLayout
{
    public static void Write(ref MessageBuilder message, ushort type, MessageFlags flags, Route route)
    {
        message.Begin(type, flags | MessageFlags.Acknowledge);
        message.Append(new RouteMessage
        {
            Family = InterfaceAddress.FamilyOf(route.Destination.BaseAddress),
            DestinationLength = (byte)route.Destination.PrefixLength,
            Table = RouteMessage.MainTable,
            Protocol = RouteMessage.ProtocolBoot,
            Scope = route.Gateway is null ? RouteMessage.ScopeLink : RouteMessage.ScopeUniverse,
            Type = RouteMessage.UnicastType,
        });
        if (route.Destination.PrefixLength > 0)
        {
            message.Attribute(RouteMessage.DestinationAttribute, route.Destination.BaseAddress);
        }

        if (route.Gateway is { } gateway)
        {
            message.Attribute(RouteMessage.GatewayAttribute, gateway);
        }

        if (route.Index is { } index)
        {
            message.Attribute(RouteMessage.OutInterfaceAttribute, (uint)index);
        }

        if (route.Source is { } source)
        {
            message.Attribute(RouteMessage.PreferredSourceAttribute, source);
        }

        message.End();
    }
}
