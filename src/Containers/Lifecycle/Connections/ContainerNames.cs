using System.Net;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Named;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>The names of containers on networks, of their records.</summary>
internal sealed class ContainerNames(ContainerStore store, NetworkStore networks) : INetworkNames
{
    /// <remarks>Where a name is on several networks of the asker, the first that knows it answers alone, as docker's does.</remarks>
    public IReadOnlyList<IPAddress> Find(ContainerId asker, string name)
    {
        foreach (var membership in Memberships(asker))
        {
            var wanted = Unqualified(name, membership.NetworkName);
            List<IPAddress> found = [.. from member in Members(membership.NetworkId)
                                        where IsCalled(member.Record, member.Membership, wanted) || IsLinked(membership, member.Record, wanted)
                                        from address in Addresses(member.Endpoint)
                                        select address];
            if (found.Count > 0)
            {
                return found;
            }
        }

        return [];
    }

    public string? Reverse(ContainerId asker, IPAddress address) =>
        (from membership in Memberships(asker)
         from member in Members(membership.NetworkId)
         where Addresses(member.Endpoint).Contains(address)
         select $"{member.Record.Name}.{membership.NetworkName}").FirstOrDefault();

    public bool HasNames(ContainerId container) => Memberships(container).Any();

    /// <summary>As the other, of a record that is not the container's yet.</summary>
    public bool HasNames(ContainerRecord record) => Memberships(record).Any();

    private IEnumerable<NetworkMembership> Memberships(ContainerId id) => store.TryGet(id, out var container) ? Memberships(container.Record) : [];

    private IEnumerable<NetworkMembership> Memberships(ContainerRecord record) => record.Spec.Network.Networks
        .Where(membership => networks.TryGet(membership.NetworkId, out var network) && network.HasNames);

    private IEnumerable<(ContainerRecord Record, NetworkMembership Membership, EndpointRecord Endpoint)> Members(string networkId) =>
        from container in store.All
        let record = container.Record
        from endpoint in record.Endpoints
        where endpoint.NetworkId == networkId
        from membership in record.Spec.Network.Networks
        where membership.NetworkId == networkId
        select (record, membership, endpoint);

    private static string Unqualified(string name, string network) =>
        name.EndsWith($".{network}", StringComparison.OrdinalIgnoreCase) ? name[..^(network.Length + 1)] : name;

    private static bool IsCalled(ContainerRecord record, NetworkMembership membership, string name) =>
        Is(record.Name, name) || Is(record.Id.Short, name) || Is(record.Spec.Hostname, name) || membership.Aliases.Any(alias => Is(alias, name));

    private static bool IsLinked(NetworkMembership membership, ContainerRecord other, string name) => membership.Links.Any(link =>
        Is(link.Alias, name) && (other.Name == link.Container.TrimStart('/') || other.Id.Hex.StartsWith(link.Container, StringComparison.Ordinal)));

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<IPAddress> Addresses(EndpointRecord endpoint)
    {
        yield return endpoint.IpAddress;
        if (endpoint.AddressV6 is { } v6)
        {
            yield return IPAddress.Parse(v6);
        }
    }
}
