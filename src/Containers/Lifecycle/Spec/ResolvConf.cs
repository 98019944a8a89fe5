using System.Net;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>How a container finds names: as its host does, unless it is told otherwise.</summary>
internal static class ResolvConf
{
    private const string HostPath = "/etc/resolv.conf";

    // Where the host has none that a container could reach.
    private static readonly string[] PublicServers = ["8.8.8.8", "8.8.4.4"];

    /// <summary>The file's text.</summary>
    /// <param name="network">What the container asks for.</param>
    /// <param name="named">Whether it is on a network with names: then it asks our server.</param>
    public static string Make(NetworkSpec network, bool named)
    {
        var host = ReadHost();
        if (named)
        {
            return NamedResolvConf.Make(network, host);
        }

        var servers = network.DnsServers.Count > 0 ? network.DnsServers : Servers(host, network.Mode);
        var search = network.DnsSearch.Count > 0 ? network.DnsSearch : Words(host, "search");
        var options = network.DnsOptions.Count > 0 ? network.DnsOptions : Words(host, "options");
        IEnumerable<string> lines =
        [
            .. servers.Select(server => $"nameserver {server}"),
            .. search is [] or ["."] ? Array.Empty<string>() : [$"search {string.Join(' ', search)}"],
            .. options is [] ? Array.Empty<string>() : [$"options {string.Join(' ', options)}"],
        ];
        return string.Join('\n', lines) + "\n";
    }

    private static string[] ReadHost() => File.Exists(HostPath) ? File.ReadAllLines(HostPath) : [];

    private static IReadOnlyList<string> Servers(string[] host, NetworkMode mode)
    {
        var servers = host.Select(Fields).Where(fields => fields is ["nameserver", _, ..]).Select(fields => fields[1]).ToList();
        if (mode == NetworkMode.Host)
        {
            return servers;
        }

        // A loopback address means the container itself there.
        servers.RemoveAll(server => IPAddress.TryParse(server.Split('%')[0], out var address) && IPAddress.IsLoopback(address));
        return servers.Count > 0 || mode != NetworkMode.Bridge ? servers : PublicServers;
    }

    // The last line of a kind counts.
    private static string[] Words(string[] host, string keyword) =>
        host.Select(Fields).LastOrDefault(fields => fields is [var first, ..] && first == keyword)?[1..] ?? [];

    private static string[] Fields(string line) => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
}
