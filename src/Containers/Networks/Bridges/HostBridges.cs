using System.Net;
using System.Net.Sockets;
using Gantry.Containers.Networks.Rules;
using Gantry.Linux;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Networks.Bridges;

/// <summary>Makes and removes the bridges of an instance. To be used under the <see cref="HostLock"/>.</summary>
internal sealed class HostBridges(InstanceNames names, NamespaceThread host, RouteSocket routes, PacketRules rules, Cables cables)
{
    public async Task<BridgeNetwork> EnsureAsync(BridgeSpec spec)
    {
        var bridge = spec.Name ?? names.Bridge(spec.Number);
        var link = FindOrCreate(bridge, spec);
        var subnet = spec.SubnetV4 ?? SubnetOf(link) ?? SubnetChoice.Choose(routes);
        var network = new BridgeNetwork(host, routes, cables, link, spec with
        {
            SubnetV4 = subnet,
            GatewayV4 = spec.GatewayV4 ?? FirstOf(subnet),
            GatewayV6 = spec.GatewayV6 ?? (spec.SubnetV6 is { } v6 ? FirstOf(v6) : null),
        });

        // The rules first: they keep out what route_localnet would let in.
        await rules.AddBridgeAsync(new BridgeRules
        {
            Bridge = bridge, SubnetV4 = subnet, SubnetV6 = spec.SubnetV6,
            Internal = spec.Internal, Masquerade = spec.Masquerade, Unprotected = spec.Unprotected,
        });
        SetAddresses(link.Index, network.Gateways);
        routes.Execute(new ChangeLink { Index = link.Index, Up = true });
        await host.Run(() =>
        {
            Sysctl.RouteLocalnet(bridge.ToString()).Write("1");
            return true;
        });
        RemoveCablesBut(spec.Attachments, link);
        return network;
    }

    public async Task RemoveAsync(InterfaceName bridge)
    {
        Delete(bridge.ToString(), Links.List(routes));
        await rules.RemoveBridgeAsync(bridge);
    }

    /// <summary>Removes the bridges of the instance that no network of it has, which a crash has left.</summary>
    public void RemoveAllBut(IReadOnlySet<string> known)
    {
        var links = Links.List(routes);
        foreach (var bridge in links.Where(link => names.IsBridge(link.Name) && !known.Contains(link.Name)))
        {
            Delete(bridge.Name, links);
        }
    }

    /// <summary>Removes every bridge of the instance and what hangs on it, not their rules.</summary>
    /// <param name="named">Those that do not bear the instance's name.</param>
    public void RemoveAll(IReadOnlyCollection<InterfaceName> named)
    {
        var links = Links.List(routes);
        foreach (var bridge in links.Where(link => names.IsBridge(link.Name) || named.Any(name => name.ToString() == link.Name)))
        {
            Delete(bridge.Name, links);
        }
    }

    private Link FindOrCreate(InterfaceName bridge, BridgeSpec spec)
    {
        if (Links.Find(routes, bridge) is { } found)
        {
            return found;
        }

        routes.Execute(new CreateBridge { Name = bridge, Mac = MacAddresses.Random(), Mtu = spec.Mtu });
        return Links.Find(routes, bridge) ?? throw new LinuxException("RTM_NEWLINK", Errno.ENODEV, bridge.ToString());
    }

    // A crash between making a bridge and recording its subnet leaves the bridge as the only one who knows.
    private IPNetwork? SubnetOf(Link bridge) => Addresses.List(routes)
        .Where(address => address.Index == bridge.Index && address.Address.Address.AddressFamily == AddressFamily.InterNetwork)
        .Select(address => (IPNetwork?)address.Address.Network)
        .FirstOrDefault();

    private void SetAddresses(int index, IReadOnlyList<InterfaceAddress> wanted)
    {
        var present = Addresses.List(routes).Where(address => address.Index == index && !address.Address.Address.IsIPv6LinkLocal)
            .Select(address => address.Address)
            .ToList();
        foreach (var address in present.Except(wanted))
        {
            routes.Execute(new RemoveAddress(index, address));
        }

        foreach (var address in wanted.Except(present))
        {
            routes.Execute(new AddAddress(index, address));
        }
    }

    private void RemoveCablesBut(IEnumerable<Attachment> attachments, Link bridge)
    {
        var known = attachments.Select(attachment => attachment.HostInterface.ToString()).ToHashSet();
        var ports = Links.List(routes).Where(link => link.MasterIndex == bridge.Index && Cables.IsOurs(link));
        foreach (var name in ports.Select(port => port.Name).Where(name => !known.Contains(name)))
        {
            cables.BeginRemoval(new InterfaceName(name));
        }
    }

    private void Delete(string bridge, IReadOnlyList<Link> links)
    {
        if (links.FirstOrDefault(link => link.Name == bridge) is not { } found)
        {
            return;
        }

        // What else somebody has put onto the bridge is theirs, and only loses it.
        var ours = links.Where(link => link.MasterIndex == found.Index && Cables.IsOurs(link));
        foreach (var name in ours.Select(cable => cable.Name).Append(bridge))
        {
            routes.TryExecute(new DeleteLink(new InterfaceName(name)), Errno.ENODEV);
        }
    }

    private static IPAddress FirstOf(IPNetwork subnet) => new Ipam(subnet).Allocate();
}
