using System.Net;
using System.Net.Sockets;
using Gantry.Linux.Netlink;
using Gantry.Linux.Nftables;
using Gantry.Linux.Tests.Namespaces;

namespace Gantry.Linux.Tests.Netlink;

public sealed class ConntrackSocketTests
{
    [Fact]
    public async Task Only_what_was_sent_to_the_named_ports_by_the_named_protocol_is_forgotten()
    {
        using var here = await TestNamespace.Create();
        await here.Run(() =>
        {
            Track();
            Send(AddressFamily.InterNetwork, 5001, 5002);
            Send(AddressFamily.InterNetworkV6, 5001);

            using var connections = new ConntrackSocket();
            Assert.Equal(0, connections.Forget(IpProtocol.Tcp, new HashSet<ushort> { 5001, 5002 }));
            Assert.Equal(2, connections.Forget(IpProtocol.Udp, new HashSet<ushort> { 5001, 5003 }));
            Assert.Equal(0, connections.Forget(IpProtocol.Udp, new HashSet<ushort> { 5001 }));
            Assert.Equal(1, connections.Forget(IpProtocol.Udp, new HashSet<ushort> { 5002 }));
            return true;
        });
    }

    // The kernel tracks connections of a namespace from the first rule on that asks for them.
    private static void Track()
    {
        using var context = new NftablesContext();
        context.Run(new NftablesScript().Add($$"""
            table inet tracking { chain output { type filter hook output priority 0; ct state new accept; }; }
            """));
    }

    private static void Send(AddressFamily family, params ReadOnlySpan<int> ports)
    {
        using var client = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        foreach (var port in ports)
        {
            client.SendTo([1], new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, port));
        }
    }
}
