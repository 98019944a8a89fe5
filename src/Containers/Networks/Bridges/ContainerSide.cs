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
            requests.Add(new AddRoute(new Route { Destination = Route.DefaultV4, Gateway = attachment.GatewayV4, Index = index }));
            if (attachment.GatewayV6 is { } gateway)
            {
                requests.Add(new AddRoute(new Route { Destination = Route.DefaultV6, Gateway = gateway, Index = index }));
            }
        }

        inside.Execute([.. requests]);
    }
}
