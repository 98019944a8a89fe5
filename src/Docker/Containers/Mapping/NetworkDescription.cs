using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>Where a container is on its networks, as inspect shows it.</summary>
internal static class NetworkDescription
{
    public static NetworkSettings Describe(ContainerRecord record)
    {
        var endpoint = record.Endpoint;
        var settings = new NetworkSettings { Ports = Ports(record), Networks = Networks(record) };
        return endpoint is null ? settings : settings with
        {
            EndpointId = endpoint.EndpointId,
            Gateway = endpoint.Gateway,
            IpAddress = endpoint.Address,
            IpPrefixLen = endpoint.PrefixLength,
            MacAddress = endpoint.MacAddress,
        };
    }

    public static IReadOnlyDictionary<string, EndpointSettings> Networks(ContainerRecord record)
    {
        var name = record.Spec.Network.Mode switch
        {
            NetworkMode.Bridge => "bridge",
            NetworkMode.Host => "host",
            NetworkMode.None => "none",
            _ => null,
        };
        return name is null ? new Dictionary<string, EndpointSettings>() : new Dictionary<string, EndpointSettings> { [name] = Endpoint(record.Endpoint) };
    }

    public static IEnumerable<PortSummary> PortLines(ContainerRecord record, IEnumerable<string> exposed)
    {
        var published = record.Endpoint?.Ports ?? [];
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

    private static EndpointSettings Endpoint(EndpointRecord? endpoint) => endpoint is null ? new() : new()
    {
        EndpointId = endpoint.EndpointId,
        Gateway = endpoint.Gateway,
        IpAddress = endpoint.Address,
        IpPrefixLen = endpoint.PrefixLength,
        MacAddress = endpoint.MacAddress,
    };

    private static Dictionary<string, IReadOnlyList<PortBinding>?> Ports(ContainerRecord record) =>
        (record.Endpoint?.Ports ?? [])
            .GroupBy(port => $"{port.ContainerPort}/{port.Protocol}")
            .ToDictionary(
                group => group.Key,
                IReadOnlyList<PortBinding>? (group) => [.. group.Select(port => new PortBinding { HostIp = port.HostAddress, HostPort = $"{port.HostPort}" })]);
}
