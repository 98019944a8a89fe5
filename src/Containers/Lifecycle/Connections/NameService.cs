using System.Net;
using System.Net.Sockets;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Dns;
using Gantry.Containers.Networks.Dns.Serving;
using Gantry.Containers.Networks.Named;
using Gantry.Linux.Namespaces;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>The one name server of all containers: what it asks elsewhere it asks through the network of the container that wants to know.</summary>
internal sealed class NameService(ContainerStore store, NetworkStore networks, INetworkNames names, TimeProvider time, ILogger<NameService> logger)
{
    private readonly DnsServer _server = new([new ContainerZone(names)], time);

    /// <summary>Begins to answer a container's questions.</summary>
    public IAsyncDisposable Serve(ContainerRecord record, HostNetwork host, string pin, Socket datagrams, Socket listening)
    {
        var (id, servers) = (record.Id, record.Spec.Network.DnsServers);
        var asker = new DnsAsker
        {
            Id = id,
            Servers = [.. servers.Select(server => IPAddress.TryParse(server, out var address) ? address : null).OfType<IPAddress>()],
            ReachesOut = () => ReachesOut(id),
            Open = (family, type) => OpenAsync(host, pin, family, type),
        };
        return new ContainerResolver(_server, asker, datagrams, listening, logger);
    }

    private static async Task<Socket> OpenAsync(HostNetwork host, string pin, AddressFamily family, SocketType type)
    {
        using var place = NetworkNamespace.Open(pin);
        return await host.Namespaces.Run(place, () => new Socket(family, type, ProtocolType.Unspecified));
    }

    private bool ReachesOut(ContainerId id) => store.TryGet(id, out var container) && container.Record.Spec.Network.Networks
        .Any(membership => networks.TryGet(membership.NetworkId, out var network) && !network.Internal);
}
