namespace Gantry.Linux.Netlink;

/// <summary>Removes the route of the main table that agrees with all that is given.</summary>
public sealed record RemoveRoute(Route Route) : NetlinkRequest
{
    internal override string Call => "RTM_DELROUTE";

    internal override string Subject => Route.Destination.ToString();

    internal override void Write(ref MessageBuilder message) =>
        RouteLayout.Write(ref message, MessageType.DeleteRoute, MessageFlags.None, Route);
}
