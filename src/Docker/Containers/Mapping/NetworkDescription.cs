using Gantry.Containers.Lifecycle;
using Gantry.Containers.Networks.Named;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>Where a container is on its networks, as inspect shows it.</summary>
internal static class NetworkDescription
{
    public static NetworkSettings Describe(ContainerRecord record, NetworkStore networks)
    {
        // The fields outside of Networks are of the default bridge alone.
        var endpoint = record.Endpoints.FirstOrDefault(endpoint => endpoint.NetworkId == networks.Default.Id);
        var settings = new NetworkSettings { Ports = Ports(record), Networks = Networks(record, networks) };
        return endpoint is null ? settings : settings with
        {
            EndpointId = endpoint.EndpointId,
            Gateway = endpoint.Gateway,
            IpAddress = endpoint.Address,
            IpPrefixLen = endpoint.PrefixLength,
            MacAddress = endpoint.MacAddress,
            GlobalIpv6Address = endpoint.AddressV6 ?? "",
            GlobalIpv6PrefixLen = endpoint.PrefixLengthV6,
            Ipv6Gateway = endpoint.GatewayV6 ?? "",
        };
    }

    public static IReadOnlyDictionary<string, EndpointSettings> Networks(ContainerRecord record, NetworkStore networks)
    {
        var spec = record.Spec.Network;
        var name = spec.Mode switch
        {
            NetworkMode.Host => "host",
            NetworkMode.None => "none",
            _ => null,
        };
        return name is not null
            ? new Dictionary<string, EndpointSettings> { [name] = new() { NetworkId = networks.Get(name).Id } }
            : spec.Networks.ToDictionary(
                membership => membership.NetworkName,
                membership => Endpoint(record, membership, record.Endpoints.FirstOrDefault(endpoint => endpoint.NetworkId == membership.NetworkId), networks));
    }

    public static IEnumerable<PortSummary> PortLines(ContainerRecord record, IEnumerable<string> exposed)
    {
        var published = record.Gateway?.Ports ?? [];
        var bound = published.Select(port => (port.Protocol, port.ContainerPort)).ToHashSet();
        var unbound = record.State.IsRunning ? exposed.Select(NetworkMapping.ParsePort).Where(port => !bound.Contains(port)) : [];
        return
        [
            .. published.Select(port => new PortSummary
            {
                Ip = port.HostAddress, PrivatePort = port.ContainerPort, PublicPort = port.HostPort, Type = port.Protocol,
            }),
            .. unbound.Select(port => new PortSummary { PrivatePort = port.Port, Type = port.Protocol }),
        ];
    }

    private static EndpointSettings Endpoint(ContainerRecord record, NetworkMembership membership, EndpointRecord? endpoint, NetworkStore networks)
    {
        var named = networks.TryGet(membership.NetworkId, out var network) && network.HasNames;
        var settings = new EndpointSettings
        {
            NetworkId = membership.NetworkId,
            IpamConfig = membership is { AddressV4: null, AddressV6: null } ? null : new EndpointIpamConfig { Ipv4Address = membership.AddressV4, Ipv6Address = membership.AddressV6 },
            Links = membership.Links.Count > 0 ? [.. membership.Links.Select(link => $"{link.Container}:{link.Alias}")] : null,
            Aliases = membership.Aliases.Count > 0 ? membership.Aliases : null,
            DriverOpts = membership.DriverOptions.Count > 0 ? membership.DriverOptions : null,
            GwPriority = membership.GatewayPriority,
            MacAddress = membership.MacAddress ?? "",
            DnsNames = named ? [.. new[] { record.Name }.Concat(membership.Aliases).Append(record.Id.Short).Append(record.Spec.Hostname).Where(name => name.Length > 0).Distinct()] : null,
        };
        return endpoint is null ? settings : settings with
        {
            EndpointId = endpoint.EndpointId,
            Gateway = endpoint.Gateway,
            IpAddress = endpoint.Address,
            IpPrefixLen = endpoint.PrefixLength,
            MacAddress = endpoint.MacAddress,
            GlobalIpv6Address = endpoint.AddressV6 ?? "",
            GlobalIpv6PrefixLen = endpoint.PrefixLengthV6,
            Ipv6Gateway = endpoint.GatewayV6 ?? "",
        };
    }

    private static Dictionary<string, IReadOnlyList<PortBinding>?> Ports(ContainerRecord record) =>
        record.Spec.Network.Exposed.Where(_ => record.State.IsRunning).Select(port => $"{port.Port}/{port.Protocol}")
            .Union((record.Gateway?.Ports ?? []).Select(port => $"{port.ContainerPort}/{port.Protocol}"))
            .ToDictionary(key => key, key => Bindings(record, key));

    // Null for a port that is exposed and not published.
    private static IReadOnlyList<PortBinding>? Bindings(ContainerRecord record, string key) =>
        (record.Gateway?.Ports ?? []).Where(port => $"{port.ContainerPort}/{port.Protocol}" == key)
            .Select(port => new PortBinding { HostIp = port.HostAddress, HostPort = $"{port.HostPort}" }).ToList() is { Count: > 0 } bindings ? bindings : null;
}
