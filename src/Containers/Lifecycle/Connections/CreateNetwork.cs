using System.Net;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Bridges;
using Gantry.Containers.Networks.Named;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>Makes a network with a bridge.</summary>
public sealed class CreateNetwork
{
    private readonly NetworkStore _store;
    private readonly BridgedContainers _bridges;
    private readonly NetworkJournal _journal;
    private readonly TimeProvider _time;

    internal CreateNetwork(NetworkStore store, BridgedContainers bridges, NetworkJournal journal, TimeProvider time) =>
        (_store, _bridges, _journal, _time) = (store, bridges, journal, time);

    /// <summary>Makes it; when this returns it lasts.</summary>
    /// <param name="wanted">Without id, number and time, which are chosen here.</param>
    /// <param name="cancellationToken">Ends the wait for other instances.</param>
    /// <exception cref="ConflictException">The name is taken.</exception>
    /// <exception cref="ForbiddenException">A subnet overlaps with another network's, or the host's.</exception>
    /// <exception cref="InvalidException">Addresses contradict each other.</exception>
    public async Task<NetworkRecord> ExecuteAsync(NetworkRecord wanted, CancellationToken cancellationToken)
    {
        Check(wanted);
        var host = await _bridges.HostAsync();
        var number = _store.Reserve(wanted.Name);
        try
        {
            RefuseOverlap(wanted, host);
            if (wanted.BridgeName is { } bridge && host.HasInterface(new InterfaceName(bridge)))
            {
                throw new ForbiddenException($"bridge name {bridge} is already in use by another interface of the host");
            }

            var network = wanted with { Id = NetworkStore.NewId(), Number = number, Created = _time.GetUtcNow() };
            var made = await _bridges.MakeBridgeAsync(network, cancellationToken);
            try
            {
                _store.Save(made);
            }
            catch
            {
                await _bridges.RemoveBridgeAsync(made, CancellationToken.None);
                throw;
            }

            _journal.Tell(made, "create");
            return made;
        }
        finally
        {
            _store.EndMaking(wanted.Name, number);
        }
    }

    private static void Check(NetworkRecord wanted)
    {
        foreach (var pool in wanted.Pools)
        {
            if (!IPNetwork.TryParse(pool.Subnet, out var subnet))
            {
                throw new InvalidException($"invalid subnet {pool.Subnet}: invalid CIDR block notation");
            }

            if (pool.Range is { } range && !(IPNetwork.TryParse(range, out var part) && subnet.Contains(part.BaseAddress) && part.PrefixLength >= subnet.PrefixLength))
            {
                throw new InvalidException($"invalid ip-range {range}: it should be in subnet {pool.Subnet}");
            }

            if (pool.Gateway is { } gateway && !IsIn(subnet, gateway))
            {
                throw new InvalidException($"invalid gateway address {gateway}: it should be in subnet {pool.Subnet}");
            }

            if (pool.Auxiliary.Values.FirstOrDefault(address => !IsIn(subnet, address)) is { } bad)
            {
                throw new InvalidException($"invalid auxiliary address {bad}: it should be in subnet {pool.Subnet}");
            }
        }

        if (wanted.Pools.GroupBy(pool => pool.Subnet.Contains(':')).Any(family => family.Count() > 1))
        {
            throw new InvalidException("bridge driver doesn't support multiple subnets of one family");
        }
    }

    private static bool IsIn(IPNetwork subnet, string text) => IPAddress.TryParse(text, out var address) && subnet.Contains(address);

    private void RefuseOverlap(NetworkRecord wanted, HostNetwork host)
    {
        var others = _store.All.SelectMany(network => network.Pools).Select(pool => IPNetwork.Parse(pool.Subnet)).ToList();
        foreach (var subnet in wanted.Pools.Select(pool => IPNetwork.Parse(pool.Subnet)))
        {
            if (others.Exists(other => SubnetChoice.Overlap(subnet, other)) || host.Overlaps(subnet))
            {
                throw new ForbiddenException("invalid pool request: Pool overlaps with other one on this address space");
            }
        }
    }
}
