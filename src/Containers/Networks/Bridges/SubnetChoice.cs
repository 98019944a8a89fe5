using System.Net;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Networks.Bridges;

/// <summary>Chooses a subnet for a bridge that was given none.</summary>
internal static class SubnetChoice
{
    // Docker's pools, in its order, so that firewalls and habits fit: 172.17 to 172.31 by /16, then 192.168 by /20.
    private static readonly IPNetwork[] Pools =
    [
        .. Enumerable.Range(17, 15).Select(second => new IPNetwork(new IPAddress([172, (byte)second, 0, 0]), 16)),
        .. Enumerable.Range(0, 16).Select(step => new IPNetwork(new IPAddress([192, 168, (byte)(step * 16), 0]), 20)),
    ];

    /// <summary>The first that overlaps with no route and no address of the host, and so with no bridge of another instance.</summary>
    /// <exception cref="UnavailableException">All of them do.</exception>
    public static IPNetwork Choose(RouteSocket host)
    {
        var used = Used(host);
        foreach (var pool in Pools)
        {
            if (!used.Exists(network => Overlap(network, pool)))
            {
                return pool;
            }
        }

        throw new UnavailableException("could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network");
    }

    /// <summary>What the host has routes to, or addresses in.</summary>
    public static List<IPNetwork> Used(RouteSocket host) =>
        [.. Routes.List(host).Select(route => route.Destination).Where(network => network.PrefixLength > 0)
            .Concat(Addresses.List(host).Select(address => address.Address.Network))];

    /// <summary>Whether an address could be in both.</summary>
    public static bool Overlap(IPNetwork one, IPNetwork other) => one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);
}
