using System.Net;
using System.Net.Sockets;
using System.Text;
using Gantry.Linux;

namespace Gantry.Containers.Tests.Networks;

public sealed class PublishedUdpPortTests
{
    private const string Gateway = "172.17.0.1";

    [Fact]
    public async Task A_published_udp_port_is_reached_from_everywhere_and_sees_clients_from_outside_by_their_own_address()
    {
        await using var at = await WebYard.Create();
        await at.Web.ServeDatagrams(53);
        await at.Publish(5353, 53, protocol: IpProtocol.Udp);
        var (other, _) = await at.Yard.AddContainer(at.Network);

        Assert.Equal(Yard.NeighbourAddress, await at.Neighbour.AskByDatagram(Yard.HostAddress, 5353));
        Assert.Equal(Yard.HostAddress, await at.Host.AskByDatagram(Yard.HostAddress, 5353));
        Assert.Equal(Gateway, await at.Host.AskByDatagram("127.0.0.1", 5353));
        Assert.Equal(Gateway, await other.AskByDatagram(Yard.HostAddress, 5353));
        Assert.Equal(Gateway, await at.Web.AskByDatagram(Yard.HostAddress, 5353));
    }

    [Fact]
    public async Task A_udp_port_published_on_loopback_is_not_reached_from_outside()
    {
        await using var at = await WebYard.Create();
        await at.Web.ServeDatagrams(53);
        await at.Publish(5353, 53, "127.0.0.1", IpProtocol.Udp);
        Assert.Equal(Gateway, await at.Host.AskByDatagram("127.0.0.1", 5353));
        await Assert.ThrowsAnyAsync<Exception>(() => at.Neighbour.AskByDatagram(Yard.HostAddress, 5353, Machine.Silence));
    }

    [Fact]
    public async Task A_udp_client_that_never_pauses_is_led_to_a_container_that_comes_after_it()
    {
        await using var at = await WebYard.Create();
        using var server = await Bind(at.Web, 53);
        using var client = await at.Neighbour.Open(SocketType.Dgram, ProtocolType.Udp);

        // The kernel tracks this one as sent to the host itself, and what follows with it.
        await Send(client, "early");
        await at.Publish(5353, 53, protocol: IpProtocol.Udp);
        await Send(client, "late");
        Assert.Equal("late", await Receive(server));
    }

    [Fact]
    public async Task A_udp_client_that_never_pauses_is_led_no_further_to_a_container_that_is_gone()
    {
        await using var at = await WebYard.Create();
        using var old = await Bind(at.Web, 53);
        using var client = await at.Neighbour.Open(SocketType.Dgram, ProtocolType.Udp);
        await at.Publish(5353, 53, protocol: IpProtocol.Udp);
        await Send(client, "to the first");
        Assert.Equal("to the first", await Receive(old));

        await at.Engine.Rules.UnpublishAsync(at.Attachment.AddressV4.Address);
        var (heir, attachment) = await at.Yard.AddContainer(at.Network);
        using var server = await Bind(heir, 53);
        var endpoint = Yard.Publish(attachment, 5353, 53);
        await at.Engine.Rules.PublishAsync(endpoint with { Ports = [endpoint.Ports[0] with { Protocol = IpProtocol.Udp }] });
        await Send(client, "to the heir");
        Assert.Equal("to the heir", await Receive(server));
    }

    private static async Task<Socket> Bind(Machine machine, int port)
    {
        var server = await machine.Open(SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Any, port));
        return server;
    }

    private static Task Send(Socket client, string text) =>
        client.SendToAsync(Encoding.ASCII.GetBytes(text), new IPEndPoint(IPAddress.Parse(Yard.HostAddress), 5353));

    private static async Task<string> Receive(Socket server)
    {
        using var timeout = new CancellationTokenSource(Machine.Patience);
        var buffer = new byte[16];
        return Encoding.ASCII.GetString(buffer, 0, await server.ReceiveAsync(buffer, timeout.Token));
    }
}
