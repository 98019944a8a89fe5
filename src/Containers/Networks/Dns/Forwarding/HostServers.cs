using System.Net;
using System.Net.Sockets;

namespace Gantry.Containers.Networks.Dns.Forwarding;

/// <summary>The servers that the host asks; a host that moves to another network asks others.</summary>
internal sealed class HostServers(string path)
{
    // Docker's, where the host has none.
    private static readonly UpstreamServer[] PublicServers =
        [Of(IPAddress.Parse("8.8.8.8"), fromHost: false), Of(IPAddress.Parse("8.8.4.4"), fromHost: false)];

    private Known _known = new(DateTime.MinValue, PublicServers);

    /// <summary>As the file says now. The same list as before means that nothing has changed.</summary>
    public IReadOnlyList<UpstreamServer> Current
    {
        get
        {
            var known = Volatile.Read(ref _known);
            var written = File.GetLastWriteTimeUtc(path);
            if (written == known.Written)
            {
                return known.Servers;
            }

            var servers = Read();
            servers = servers.SequenceEqual(known.Servers) ? known.Servers : servers;
            Volatile.Write(ref _known, new Known(written, servers));
            return servers;
        }
    }

    /// <summary>A server on the usual port.</summary>
    public static UpstreamServer Of(IPAddress address, bool fromHost) => new(new IPEndPoint(address, UpstreamServer.Port), fromHost);

    private IReadOnlyList<UpstreamServer> Read()
    {
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        var servers = lines.Select(ServerOf).OfType<UpstreamServer>().ToArray();
        return servers.Length > 0 ? servers : PublicServers;
    }

    // A container's network has other loopback addresses and interfaces, and mostly no IPv6.
    private static UpstreamServer? ServerOf(string line) =>
        line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is ["nameserver", var text, ..] && IPAddress.TryParse(text, out var address)
            ? Of(address, fromHost: IPAddress.IsLoopback(address) || address.AddressFamily == AddressFamily.InterNetworkV6)
            : null;

    private sealed record Known(DateTime Written, IReadOnlyList<UpstreamServer> Servers);
}
