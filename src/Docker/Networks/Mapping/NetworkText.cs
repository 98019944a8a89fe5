using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Containers.Networks.Named;
using Gantry.Docker.Containers;
using Gantry.Docker.Networks.Shapes;

namespace Gantry.Docker.Networks.Mapping;

/// <summary>A network as Docker shows it.</summary>
internal static class NetworkText
{
    public static string Driver(NetworkRecord network) => network.Kind switch
    {
        NetworkKind.Host => "host",
        NetworkKind.None => "null",
        _ => "bridge",
    };

    /// <summary>All that is shown.</summary>
    /// <param name="engine">Knows the containers.</param>
    /// <param name="network">The network.</param>
    /// <param name="withContainers">Those on it too: a list has none.</param>
    public static NetworkBody Describe(ContainerEngine engine, NetworkRecord network, bool withContainers) => new()
    {
        Name = network.Name,
        Id = network.Id,
        Created = DockerTime.Format(network.Created),
        Driver = Driver(network),
        EnableIpv6 = network.EnableV6,
        Ipam = new IpamBody { Options = network.IpamOptions.Count > 0 || network is { Predefined: false } ? network.IpamOptions : null, Config = [.. network.Pools.Select(Pool)] },
        Internal = network.Internal,
        Attachable = network.Attachable,
        Containers = withContainers ? Members(engine, network) : new Dictionary<string, NetworkMember>(),
        Options = network is { Predefined: true, Kind: NetworkKind.Bridge } ? DefaultOptions(network) : network.Options,
        Labels = network.Labels,
    };

    private static IpamPool Pool(NetworkPool pool) => new()
    {
        Subnet = pool.Subnet,
        Gateway = pool.Gateway,
        IpRange = pool.Range,
        AuxiliaryAddresses = pool.Auxiliary.Count > 0 ? pool.Auxiliary : null,
    };

    private static Dictionary<string, NetworkMember> Members(ContainerEngine engine, NetworkRecord network) => network.Kind == NetworkKind.Bridge
        ? (from record in engine.RemoveNetwork.MembersOf(network)
           from endpoint in record.Endpoints
           where endpoint.NetworkId == network.Id
           select (record, endpoint)).ToDictionary(pair => pair.record.Id.Hex, pair => Member(pair.record, pair.endpoint))
        : [];

    private static NetworkMember Member(ContainerRecord record, EndpointRecord endpoint) => new()
    {
        Name = record.Name,
        EndpointId = endpoint.EndpointId,
        MacAddress = endpoint.MacAddress,
        Ipv4Address = $"{endpoint.Address}/{endpoint.PrefixLength}",
        Ipv6Address = endpoint.AddressV6 is { } v6 ? $"{v6}/{endpoint.PrefixLengthV6}" : "",
    };

    private static Dictionary<string, string> DefaultOptions(NetworkRecord network) => new()
    {
        ["com.docker.network.bridge.default_bridge"] = "true",
        ["com.docker.network.bridge.enable_icc"] = "true",
        ["com.docker.network.bridge.enable_ip_masquerade"] = "true",
        ["com.docker.network.bridge.host_binding_ipv4"] = "0.0.0.0",
        ["com.docker.network.driver.mtu"] = $"{network.Mtu}",
    };
}
