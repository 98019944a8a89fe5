using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>The files by which a container knows names: hosts, hostname, resolv.conf.</summary>
internal sealed class HostFiles(ContainerPaths paths)
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

    public void Write(ContainerRecord record, EndpointRecord? endpoint)
    {
        var (id, spec) = (record.Id, record.Spec);
        File.WriteAllText(paths.Hostname(id), spec.Hostname + "\n");
        File.WriteAllLines(paths.Hosts(id), Hosts(spec, endpoint));
        File.WriteAllText(paths.ResolvConf(id), ResolvConf.Make(spec.Network));
    }

    /// <summary>As they are mounted.</summary>
    public IReadOnlyList<ContainerMount> Mounts(ContainerId id) =>
    [
        Mount("/etc/resolv.conf", paths.ResolvConf(id)),
        Mount("/etc/hostname", paths.Hostname(id)),
        Mount("/etc/hosts", paths.Hosts(id)),
    ];

    private static IEnumerable<string> Hosts(ContainerSpec spec, EndpointRecord? endpoint)
    {
        var lines = spec.Network.Mode == NetworkMode.Host && File.Exists("/etc/hosts") ? File.ReadAllLines("/etc/hosts") : LocalHosts;
        var extra = from host in spec.Network.ExtraHosts
                    select $"{(host.Address == HostGateway ? endpoint?.Gateway ?? "127.0.0.1" : host.Address)}\t{host.Name}";
        var own = endpoint is null ? [] : new[] { $"{endpoint.Address}\t{FullName(spec)}" };
        return lines.Concat(extra).Concat(own);
    }

    private static string FullName(ContainerSpec spec) =>
        spec.Domainname.Length > 0 ? $"{spec.Hostname}.{spec.Domainname} {spec.Hostname}" : spec.Hostname;

    private static ContainerMount Mount(string destination, string source) =>
        new() { Destination = destination, Type = "bind", Source = source, Options = ["rbind", "rprivate"] };
}
