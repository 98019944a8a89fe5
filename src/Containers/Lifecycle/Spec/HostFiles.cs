using Gantry.Containers.Lifecycle.Connections;
using Gantry.Containers.Networks.Named;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>The files by which a container knows names: hosts, hostname, resolv.conf.</summary>
internal sealed class HostFiles(ContainerPaths paths, NetworkStore networks, LegacyLinks links, ContainerResolvers resolvers)
{
    private const string HostGateway = "host-gateway";

    private static readonly string[] LocalHosts =
    [
        "127.0.0.1\tlocalhost",
        "::1\tlocalhost ip6-localhost ip6-loopback",
        "fe00::\tip6-localnet",
        "ff00::\tip6-mcastprefix",
        "ff02::1\tip6-allnodes",
        "ff02::2\tip6-allrouters",
    ];

    public void Write(ContainerRecord record, IReadOnlyList<EndpointRecord> endpoints)
    {
        var (id, spec) = (record.Id, record.Spec);
        File.WriteAllText(paths.Hostname(id), spec.Hostname + "\n");
        WriteNames(record, endpoints);
    }

    /// <summary>Writes what depends on the container's networks. The files keep their place on disk, since they are mounted.</summary>
    public void WriteNames(ContainerRecord record, IReadOnlyList<EndpointRecord> endpoints)
    {
        File.WriteAllLines(paths.Hosts(record.Id), Hosts(record, endpoints));
        File.WriteAllText(paths.ResolvConf(record.Id), ResolvConf.Make(record.Spec.Network, named: resolvers.Serves(record)));
    }

    /// <summary>As they are mounted.</summary>
    public IReadOnlyList<ContainerMount> Mounts(ContainerId id) =>
    [
        Mount("/etc/resolv.conf", paths.ResolvConf(id)),
        Mount("/etc/hostname", paths.Hostname(id)),
        Mount("/etc/hosts", paths.Hosts(id)),
    ];

    private IEnumerable<string> Hosts(ContainerRecord record, IReadOnlyList<EndpointRecord> endpoints)
    {
        var spec = record.Spec;
        var lines = spec.Network.Mode == NetworkMode.Host && File.Exists("/etc/hosts") ? File.ReadAllLines("/etc/hosts") : LocalHosts;
        var extra = from host in spec.Network.ExtraHosts
                    select $"{(host.Address == HostGateway ? HostAddress() : host.Address)}\t{host.Name}";
        var own = from endpoint in endpoints
                  from address in (string?[])[endpoint.Address, endpoint.AddressV6]
                  where address is not null
                  select $"{address}\t{FullName(spec)}";
        return [.. lines, .. extra, .. links.Lines(record), .. own];
    }

    // The host as containers of any network reach it: the default bridge's own address.
    private string HostAddress() => networks.Default.Pools is [{ Gateway: { } gateway }, ..] ? gateway : "127.0.0.1";

    private static string FullName(ContainerSpec spec) =>
        spec.Domainname.Length > 0 ? $"{spec.Hostname}.{spec.Domainname} {spec.Hostname}" : spec.Hostname;

    private static ContainerMount Mount(string destination, string source) =>
        new() { Destination = destination, Type = "bind", Source = source, Options = ["rbind", "rprivate"] };
}
