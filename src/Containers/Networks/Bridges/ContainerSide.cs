using Gantry.Linux;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Networks.Bridges;

/// <summary>Configures the end of a cable that is in the namespace of the calling thread.</summary>
internal static class ContainerSide
{
    public static void Configure(Attachment attachment, bool defaultRoute)
    {
        var disable = Sysctl.DisableV6(attachment.Name.ToString());
        if (attachment.AddressV6 is null && disable.Exists)
        {
            disable.Write("1");
        }

        using var inside = new RouteSocket();
        var index = Links.Find(inside, attachment.Name)?.Index ?? throw new LinuxException("RTM_GETLINK", Errno.ENODEV, attachment.Name.ToString());
        List<NetlinkRequest> requests = [new ChangeLink { Index = index, Up = true }, new AddAddress(index, attachment.AddressV4)];
        if (attachment.AddressV6 is { } v6)
        {
            requests.Add(new AddAddress(index, v6));
        }

        if (defaultRoute)
        {
            requests.AddRange(DefaultRoutes(attachment, index));
        }

        inside.Execute([.. requests]);
    }

    /// <summary>Has what is for nobody on the container's networks go by one of them; null by none.</summary>
    public static void SetDefaultRoute(Attachment? attachment)
    {
        using var inside = new RouteSocket();
        foreach (var route in Routes.List(inside).Where(route => route.Destination.PrefixLength == 0 && route.Gateway is not null))
        {
            inside.TryExecute(new RemoveRoute(route), Errno.ESRCH);
        }

        if (attachment is not null)
        {
            var index = Links.Find(inside, attachment.Name)?.Index ?? throw new LinuxException("RTM_GETLINK", Errno.ENODEV, attachment.Name.ToString());
            inside.Execute([.. DefaultRoutes(attachment, index)]);
        }
    }

    private static IEnumerable<NetlinkRequest> DefaultRoutes(Attachment attachment, int index)
    {
        yield return new AddRoute(new Route { Destination = Route.DefaultV4, Gateway = attachment.GatewayV4, Index = index });
        if (attachment.GatewayV6 is { } gateway)
        {
            yield return new AddRoute(new Route { Destination = Route.DefaultV6, Gateway = gateway, Index = index });
        }
    }
}
