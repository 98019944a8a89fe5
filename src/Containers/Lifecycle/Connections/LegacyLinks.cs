using Gantry.Containers.Networks.Named;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>Links on the default network, which has no names: a line in /etc/hosts, and variables that say what the other publishes.</summary>
internal sealed class LegacyLinks(ContainerStore store, NetworkStore networks)
{
    /// <summary>The lines of /etc/hosts.</summary>
    /// <exception cref="ConflictException">A container that is linked to does not run.</exception>
    public IEnumerable<string> Lines(ContainerRecord record) =>
        from link in LinksOf(record)
        let other = Running(link, record)
        from endpoint in other.Endpoints
        where endpoint.NetworkId == networks.Default.Id
        let names = new[] { link.Alias, other.Spec.Hostname, other.Name }.Distinct()
        select $"{endpoint.Address}\t{string.Join(' ', names)}";

    /// <summary>The variables.</summary>
    /// <param name="record">Of the container that links.</param>
    public IEnumerable<string> Environment(ContainerRecord record)
    {
        foreach (var link in LinksOf(record))
        {
            var other = Running(link, record);
            if (other.Endpoints.FirstOrDefault(endpoint => endpoint.NetworkId == networks.Default.Id) is not { } endpoint)
            {
                continue;
            }

            var prefix = link.Alias.ToUpperInvariant().Replace('-', '_');
            var ports = other.Spec.Network.Exposed;
            if (ports is [var first, ..])
            {
                yield return $"{prefix}_PORT={first.Protocol}://{endpoint.Address}:{first.Port}";
            }

            foreach (var port in ports)
            {
                var name = $"{prefix}_PORT_{port.Port}_{port.Protocol.ToUpperInvariant()}";
                yield return $"{name}={port.Protocol}://{endpoint.Address}:{port.Port}";
                yield return $"{name}_ADDR={endpoint.Address}";
                yield return $"{name}_PORT={port.Port}";
                yield return $"{name}_PROTO={port.Protocol}";
            }

            yield return $"{prefix}_NAME=/{record.Name}/{link.Alias}";
            foreach (var entry in other.Spec.Env.Where(entry => !entry.StartsWith("HOME=", StringComparison.Ordinal) && !entry.StartsWith("PATH=", StringComparison.Ordinal)))
            {
                yield return $"{prefix}_ENV_{entry}";
            }
        }
    }

    private IEnumerable<ContainerLink> LinksOf(ContainerRecord record) => record.Spec.Network.Networks
        .Where(membership => membership.NetworkId == networks.Default.Id)
        .SelectMany(membership => membership.Links);

    private ContainerRecord Running(ContainerLink link, ContainerRecord record)
    {
        var other = store.Get(link.Container).Record;
        return other.State.IsRunning
            ? other
            : throw new ConflictException($"Cannot link to a non running container: /{other.Name} AS /{record.Name}/{link.Alias}");
    }
}
