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
        var memberships = mode == NetworkMode.Bridge ? NetworkMemberships.Of(document, networks) : [];
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
        _ => NetworkMemberships.Find(networks, mode ?? HostDefaults.Bridge)?.Kind switch
        {
            NetworkKind.Host => NetworkMode.Host,
            NetworkKind.None => NetworkMode.None,
            _ => NetworkMode.Bridge,
        },
    };

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
