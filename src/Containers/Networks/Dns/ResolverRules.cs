using Gantry.Linux.Nftables;

namespace Gantry.Containers.Networks.Dns;

/// <summary>Leads what a container asks at 127.0.0.11 port 53 to the sockets, which have other ports: 53 stays the container's own.</summary>
internal static class ResolverRules
{
    private static readonly NftablesName Table = new("gantry-names");

    /// <summary>The rules, for the container's network namespace.</summary>
    public static NftablesScript Make(ushort udpPort, ushort tcpPort) => new NftablesScript()
        .Add($"add table ip {Table}")
        .Add($"delete table ip {Table}")
        .Add($$"""
            table ip {{Table}} {
                chain ask {
                    type nat hook output priority -100; policy accept;
                    ip daddr 127.0.0.11 udp dport 53 dnat to 127.0.0.11:{{udpPort}}
                    ip daddr 127.0.0.11 tcp dport 53 dnat to 127.0.0.11:{{tcpPort}}
                }
            }
            """);
}
