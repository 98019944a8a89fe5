using System.Net;
using System.Net.Sockets;
using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Containers.Networks.Named;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>How a container is to be on its networks, by <c>--network</c>, <c>--ip</c>, <c>--network-alias</c>, <c>--link</c> and <c>--mac-address</c>.</summary>
internal static class NetworkMemberships
{
    // The network of --network comes first, however the endpoints are ordered; those that name it by id or by name are the same one.
    public static List<NetworkMembership> Of(ContainerDocument document, NetworkStore networks)
    {
        var host = document.HostConfig;
        var main = host.NetworkMode ?? HostDefaults.Bridge;
        var settings = new Dictionary<string, EndpointSettings>();
        foreach (var (name, endpoint) in document.NetworkingConfig?.EndpointsConfig ?? new Dictionary<string, EndpointSettings?>())
        {
            settings[IdOf(networks, name is "default" ? HostDefaults.Bridge : name)] = endpoint ?? new EndpointSettings();
        }

        var mainId = IdOf(networks, main);
        List<NetworkMembership> memberships = [Membership(networks, main, settings.GetValueOrDefault(mainId, new EndpointSettings()), host.Links, document.Config.MacAddress)];
        memberships.AddRange(settings.Where(entry => entry.Key != mainId).Select(entry => Membership(networks, entry.Key, entry.Value, null, null)));
        return memberships.Exists(membership => Find(networks, membership.NetworkId) is { Kind: not NetworkKind.Bridge })
            ? throw new InvalidException("container cannot be connected to multiple networks with one of the networks in host or private (none) mode")
            : memberships;
    }

    /// <summary>The network of a name or id; null where there is none.</summary>
    public static NetworkRecord? Find(NetworkStore networks, string name)
    {
        try
        {
            return networks.Get(name);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private static string IdOf(NetworkStore networks, string name) => Find(networks, name)?.Id ?? name;

    // A network that there is not is the start's to refuse: at the create, a 404 would tell the client that the image is missing.
    private static NetworkMembership Membership(NetworkStore networks, string name, EndpointSettings settings, IReadOnlyList<string>? links, string? macAddress) =>
        Find(networks, name) is { } network
            ? Membership(network, settings, links, macAddress)
            : new NetworkMembership { NetworkId = name, NetworkName = name };

    /// <summary>How a container is to be on a network.</summary>
    /// <exception cref="InvalidException">An address or name is asked for that this network cannot give.</exception>
    public static NetworkMembership Membership(
        NetworkRecord network, EndpointSettings settings, IReadOnlyList<string>? links = null, string? macAddress = null)
    {
        var (v4, v6) = (Given(settings.IpamConfig?.Ipv4Address), Given(settings.IpamConfig?.Ipv6Address));
        RefuseAddress(network, v4, v6: false);
        RefuseAddress(network, v6, v6: true);
        if (settings.Aliases is { Count: > 0 } && !network.HasNames)
        {
            throw new InvalidException("network-scoped alias is supported only for containers in user defined networks");
        }

        return new NetworkMembership
        {
            NetworkId = network.Id,
            NetworkName = network.Name,
            AddressV4 = v4,
            AddressV6 = v6,
            MacAddress = Given(settings.MacAddress) ?? Given(macAddress),
            Aliases = settings.Aliases ?? [],
            Links = [.. (settings.Links ?? []).Concat(links ?? []).Distinct().Select(ParseLink)],
            DriverOptions = settings.DriverOpts ?? new Dictionary<string, string>(),
            GatewayPriority = settings.GwPriority,
        };
    }

    private static void RefuseAddress(NetworkRecord network, string? address, bool v6)
    {
        if (address is null)
        {
            return;
        }

        if (!IPAddress.TryParse(address, out var parsed) || (parsed.AddressFamily == AddressFamily.InterNetworkV6) != v6)
        {
            throw new InvalidException($"invalid IPv{(v6 ? 6 : 4)} address: {address}");
        }

        if (!network.HasNames)
        {
            throw new InvalidException("user specified IP address is supported on user defined networks only");
        }

        if (NetworkRecord.PoolOf(network, v6) is not { Asked: true } pool)
        {
            throw new InvalidException("user specified IP address is supported only when connecting to networks with user configured subnets");
        }

        if (!IPNetwork.Parse(pool.Subnet).Contains(parsed))
        {
            throw new InvalidException($"no configured subnet contains IP address {address}");
        }
    }

    private static ContainerLink ParseLink(string text)
    {
        var parts = text.Split(':');
        return parts.Length is 1 or 2 && parts.All(part => part.Length > 0)
            ? new ContainerLink(parts[0], parts[^1].TrimStart('/').Split('/')[^1])
            : throw new InvalidException($"bad format for links: {text}");
    }

    private static string? Given(string? text) => text is { Length: > 0 } ? text : null;
}
