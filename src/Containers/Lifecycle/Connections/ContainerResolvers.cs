using System.Collections.Concurrent;
using Gantry.Containers.Lifecycle.Shims;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Dns;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>The sockets by which containers ask about names, and who answers at each.</summary>
/// <param name="names">Says who is on a network with names.</param>
/// <param name="shims">Have the sockets too.</param>
/// <param name="service">Answers.</param>
internal sealed class ContainerResolvers(ContainerNames names, ShimLauncher shims, NameService service) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ContainerId, ResolverSockets> _idle = new();
    private readonly ConcurrentDictionary<ContainerId, IAsyncDisposable> _servers = new();

    /// <summary>Whether a container asks us, and not whom its host asks.</summary>
    public bool Serves(ContainerRecord record) => names.HasNames(record);

    /// <summary>Keeps a container's sockets until it is on a network with names.</summary>
    public void Keep(ContainerId id, ResolverSockets sockets) =>
        _idle[id] = new ResolverSockets(Kernel.DuplicateAbove(sockets.Udp), Kernel.DuplicateAbove(sockets.Tcp));

    /// <summary>Answers a container's questions from now on, where it is on a network with names.</summary>
    public async Task ServeAsync(ContainerRecord record, string pin, HostNetwork host)
    {
        if (!names.HasNames(record) || !_idle.TryRemove(record.Id, out var sockets))
        {
            return;
        }

        using (sockets)
        {
            var (udp, tcp) = sockets.Take();
            var rules = ResolverRules.Make(ResolverSockets.PortOf(udp), ResolverSockets.PortOf(tcp));
            _servers[record.Id] = service.Serve(record, host, pin, udp, tcp);
            using var place = NetworkNamespace.Open(pin);
            await host.Rules.WriteElsewhereAsync(place, rules);
        }
    }

    /// <summary>As <see cref="ServeAsync"/>, for a container that ran while no daemon did: its shim has the sockets.</summary>
    public async Task BorrowAsync(ContainerRecord record, string pin, HostNetwork host)
    {
        using var sockets = await shims.BorrowResolverAsync(record.Id);
        Keep(record.Id, sockets);
        await ServeAsync(record, pin, host);
    }

    public async Task EndAsync(ContainerId id)
    {
        if (_servers.TryRemove(id, out var server))
        {
            await server.DisposeAsync();
        }

        if (_idle.TryRemove(id, out var sockets))
        {
            sockets.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in _servers.Keys.Concat(_idle.Keys).ToList())
        {
            await EndAsync(id);
        }
    }
}
