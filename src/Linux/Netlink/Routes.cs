using System.Net;
using System.Runtime.InteropServices;

namespace Gantry.Linux.Netlink;

/// <summary>A route of the main table.</summary>
public sealed record Route
{
    /// <summary>A default route goes to the network of prefix length 0.</summary>
    public required IPNetwork Destination { get; init; }

    /// <summary>Null where the destination is on the link itself.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The interface by which it leaves; null where the kernel finds it by the gateway.</summary>
    public int? Index { get; init; }

    /// <summary>The source address of the host's own packets on it; null leaves the choice to the kernel.</summary>
    public IPAddress? Source { get; init; }

    public static IPNetwork DefaultV4 { get; } = new(IPAddress.Any, 0);

    public static IPNetwork DefaultV6 { get; } = new(IPAddress.IPv6Any, 0);
}

/// <summary>Reads the unicast routes of a network namespace's main table, of both families.</summary>
public static class Routes
{
    public static IReadOnlyList<Route> List(RouteSocket socket) => socket.Dump(new GetRoutes(), Parse);

    private static Route? Parse(ReadOnlySpan<byte> payload)
    {
        var message = MemoryMarshal.Read<RouteMessage>(payload);
        if (message is not { Table: RouteMessage.MainTable, Type: RouteMessage.UnicastType })
        {
            return null;
        }

        var any = message.Family == InterfaceAddress.FamilyOf(IPAddress.Any) ? IPAddress.Any : IPAddress.IPv6Any;
        var route = new Route { Destination = new IPNetwork(any, 0) };
        var attributes = new AttributeReader(payload[RouteMessage.Size..]);
        while (attributes.Next())
        {
            route = attributes.Type switch
            {
                RouteMessage.DestinationAttribute => route with { Destination = new(attributes.Address, message.DestinationLength) },
                RouteMessage.GatewayAttribute => route with { Gateway = attributes.Address },
                RouteMessage.OutInterfaceAttribute => route with { Index = (int)attributes.UInt32 },
                RouteMessage.PreferredSourceAttribute => route with { Source = attributes.Address },
                _ => route,
            };
        }

        return route;
    }

    private sealed record GetRoutes : NetlinkRequest
    {
        internal override string Call => "RTM_GETROUTE";

        internal override string Subject => "all routes";

        internal override void Write(ref MessageBuilder message)
        {
            message.Begin(MessageType.GetRoute, MessageFlags.Dump);
            message.Append(default(RouteMessage));
            message.End();
        }
    }
}
