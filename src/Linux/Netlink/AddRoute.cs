namespace Gantry.Linux.Netlink;

/// <summary>Adds a route to the main table; the same route a second time fails with EEXIST.</summary>
public sealed record AddRoute(Route Route) : NetlinkRequest
{
    internal override string Call => "RTM_NEWROUTE";

    internal override string Subject => Route.Destination.ToString();

    internal override void Write(ref MessageBuilder message) =>
        RouteLayout.Write(ref message, MessageType.NewRoute, MessageFlags.Create | MessageFlags.Exclusive, Route);
}
