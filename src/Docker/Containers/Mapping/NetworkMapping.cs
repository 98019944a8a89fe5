using System.Globalization;
using System.Net;
using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Containers.Networks.Named;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>How a container is connected, by <c>--network</c>, <c>--publish</c>, <c>--dns</c> and <c>--add-host</c>.</summary>
internal static class NetworkMapping
{
    public static NetworkSpec Make(ContainerDocument document, ContainerStore store, NetworkStore networks)
    {
        var (config, host) = (document.Config, document.HostConfig);
        var mode = config.NetworkDisabled ? NetworkMode.None : ParseMode(host.NetworkMode, store, networks);
        var memberships = mode == NetworkMode.Bridge ? Memberships(document, networks) : [];
        var binding = memberships is [var first, ..] && networks.TryGet(first.NetworkId, out var network) ? network.HostBinding : null;
        return new NetworkSpec
        {
            Mode = mode,
            Container = NamespaceMapping.JoinedContainer(host.NetworkMode, store),
            Networks = memberships,
            Ports = mode == NetworkMode.Bridge ? [.. Ports(config, host).Select(port => port.HostAddress.Length == 0 && binding is not null ? port with { HostAddress = binding } : port)] : [],
            Exposed = [.. (config.ExposedPorts?.Keys ?? []).Concat(host.PortBindings?.Keys ?? []).Select(ParsePort).Distinct().Select(port => new ExposedPort(port.Protocol, port.Port))],
            DnsServers = host.Dns ?? [],
            DnsSearch = host.DnsSearch ?? [],
            DnsOptions = host.DnsOptions ?? [],
            ExtraHosts = [.. (host.ExtraHosts ?? []).Select(ParseHost)],
        };
    }

    private static NetworkMode ParseMode(string? mode, ContainerStore store, NetworkStore networks) => mode switch
    {
        "none" => NetworkMode.None,
        "host" => NetworkMode.Host,
        _ when NamespaceMapping.JoinedContainer(mode, store) is not null => NetworkMode.Container,
        _ => networks.Get(mode ?? HostDefaults.Bridge).Kind switch
        {
            NetworkKind.Host => NetworkMode.Host,
            NetworkKind.None => NetworkMode.None,
            _ => NetworkMode.Bridge,
        },
    };

    // The network of --network comes first, however the endpoints are ordered; those that name it by id or by name are the same one.
    private static List<NetworkMembership> Memberships(ContainerDocument document, NetworkStore networks)
    {
        var host = document.HostConfig;
        var main = networks.Get(host.NetworkMode ?? HostDefaults.Bridge);
        var settings = new Dictionary<string, EndpointSettings>();
        foreach (var (name, endpoint) in document.NetworkingConfig?.EndpointsConfig ?? new Dictionary<string, EndpointSettings?>())
        {
            settings[networks.Get(name is "default" ? HostDefaults.Bridge : name).Id] = endpoint ?? new EndpointSettings();
        }

        List<NetworkMembership> memberships = [Membership(main, settings.GetValueOrDefault(main.Id, new EndpointSettings()), host.Links, document.Config.MacAddress)];
        memberships.AddRange(settings.Where(entry => entry.Key != main.Id).Select(entry => Membership(networks.Get(entry.Key), entry.Value)));
        return memberships.Exists(membership => networks.Get(membership.NetworkId).Kind != NetworkKind.Bridge)
            ? throw new InvalidException("container cannot be connected to multiple networks with one of the networks in host or private (none) mode")
            : memberships;
    }

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

        if (!IPAddress.TryParse(address, out var parsed) || (parsed.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6) != v6)
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

    private static List<PortSpec> Ports(Config config, HostConfig host)
    {
        var ports = new List<PortSpec>();
        foreach (var (key, bindings) in host.PortBindings ?? new Dictionary<string, IReadOnlyList<PortBinding>?>())
        {
            var (protocol, port) = ParsePort(key);
            ports.AddRange((bindings is { Count: > 0 } ? bindings : [new PortBinding()]).Select(binding => Bind(protocol, port, binding)));
        }

        if (host.PublishAllPorts)
        {
            var bound = ports.Select(port => (port.Protocol, port.ContainerPort)).ToHashSet();
            ports.AddRange((config.ExposedPorts?.Keys ?? []).Select(ParsePort).Where(port => !bound.Contains(port))
                .Select(port => Bind(port.Protocol, port.Port, new PortBinding())));
        }

        return ports;
    }

    private static PortSpec Bind(string protocol, int port, PortBinding binding)
    {
        var (first, last) = ParseRange(binding.HostPort);
        return binding.HostIp is null or "" || IPAddress.TryParse(binding.HostIp, out _)
            ? new PortSpec(protocol, port, binding.HostIp ?? "", first, last)
            : throw new InvalidException($"invalid IP address: {binding.HostIp}");
    }

    /// <summary>Reads <c>80/tcp</c>, or <c>80</c>, which means tcp.</summary>
    public static (string Protocol, int Port) ParsePort(string text)
    {
        var parts = text.Split('/');
        var protocol = parts.Length > 1 ? parts[1].ToLowerInvariant() : "tcp";
        return parts.Length <= 2 && protocol is "tcp" or "udp" or "sctp" && ParseNumber(parts[0]) is > 0 and var port
            ? (protocol, port)
            : throw new InvalidException($"invalid port specification: \"{text}\"");
    }

    private static (int First, int Last) ParseRange(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return (0, 0);
        }

        var parts = text.Split('-');
        var (first, last) = (ParseNumber(parts[0]), ParseNumber(parts[^1]));
        return parts.Length <= 2 && first >= 0 && last >= first ? (first, last) : throw new InvalidException($"invalid port specification: \"{text}\"");
    }

    private static int ParseNumber(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : -1;

    private static HostEntry ParseHost(string text)
    {
        var separator = text.IndexOfAny([':', '=']);
        return separator > 0 && separator < text.Length - 1
            ? new HostEntry(text[..separator], text[(separator + 1)..].Trim('[', ']'))
            : throw new InvalidException($"bad format for add-host: \"{text}\"");
    }
}
