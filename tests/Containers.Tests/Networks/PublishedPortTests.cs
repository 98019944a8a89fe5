using System.Net;
using System.Net.Sockets;
using Gantry.Containers.Networks.Bridges;
using Gantry.Containers.Networks.Ports;
using Gantry.Linux;

namespace Gantry.Containers.Tests.Networks;

public sealed class PublishedPortTests
{
    private const string Gateway = "172.17.0.1";

    [Fact]
    public async Task A_published_port_is_reached_from_outside_and_sees_the_clients_own_address()
    {
        await using var at = await WebYard.Create();
        await at.Publish(8080, 80);
        Assert.Equal(Yard.NeighbourAddress, await at.Neighbour.Ask(Yard.HostAddress, 8080));
    }

    [Fact]
    public async Task A_published_port_is_reached_by_ipv6_too()
    {
        await using var at = await WebYard.Create();
        await at.Publish(8080, 80, "::");
        Assert.Equal("2001:db8::9", await at.Neighbour.Ask("2001:db8::1", 8080));
        Assert.Equal("2001:db8::1", await at.Host.Ask("2001:db8::1", 8080));
        Assert.Equal("fd00:abcd::1", await at.Web.Ask("2001:db8::1", 8080));
    }

    [Fact]
    public async Task What_the_host_asks_at_the_loopback_address_of_ipv6_is_left_to_who_listens_there()
    {
        await using var at = await WebYard.Create();
        await at.Publish(8080, 80, "::");
        await at.Host.Serve(8080, "::1");
        Assert.Equal("::1", await at.Host.Ask("::1", 8080));
    }

    [Fact]
    public async Task A_published_port_is_reached_from_the_host_by_its_address_and_by_loopback()
    {
        await using var at = await WebYard.Create();
        await at.Publish(8080, 80);
        Assert.Equal(Yard.HostAddress, await at.Host.Ask(Yard.HostAddress, 8080));
        Assert.Equal(Gateway, await at.Host.Ask("127.0.0.1", 8080));
        Assert.Equal(Gateway, await at.Host.Ask("127.1.2.3", 8080));
    }

    [Fact]
    public async Task A_published_port_is_reached_from_another_container()
    {
        await using var at = await WebYard.Create();
        await at.Publish(8080, 80);
        var (other, _) = await at.Yard.AddContainer(at.Network);
        Assert.Equal(Gateway, await other.Ask(Yard.HostAddress, 8080));
        Assert.Equal(Gateway, await other.Ask(Gateway, 8080));
    }

    [Fact]
    public async Task A_published_port_is_reached_from_a_container_of_another_network()
    {
        await using var at = await WebYard.Create();
        await at.Publish(8080, 80);
        var (other, _) = await at.Yard.AddContainer(await at.Engine.EnsureBridgeAsync(new BridgeSpec { Number = 1 }, CancellationToken.None));
        Assert.Equal("172.18.0.2", await other.Ask(Yard.HostAddress, 8080));
    }

    [Fact]
    public async Task A_container_reaches_itself_by_its_published_port()
    {
        await using var at = await WebYard.Create();
        await at.Publish(8080, 80);
        Assert.Equal(Gateway, await at.Web.Ask(Yard.HostAddress, 8080));
    }

    [Fact]
    public async Task A_port_published_on_one_address_is_not_reached_by_others()
    {
        await using var at = await WebYard.Create();
        await at.Publish(8080, 80, "127.0.0.1");
        Assert.Equal(Gateway, await at.Host.Ask("127.0.0.1", 8080));
        await Assert.ThrowsAsync<SocketException>(() => at.Neighbour.Ask(Yard.HostAddress, 8080));

        // Nor by a route to the container itself.
        at.Neighbour.AddRoute("172.17.0.0/16", Yard.HostAddress);
        await at.Neighbour.AssertSilent("172.17.0.2", 80);
    }

    [Fact]
    public async Task An_unpublished_port_is_out_of_reach_for_a_neighbour_with_a_route()
    {
        await using var at = await WebYard.Create();
        at.Neighbour.AddRoute("172.17.0.0/16", Yard.HostAddress);
        at.Neighbour.AddRoute("fd00:abcd::/64", "2001:db8::1");
        await at.Neighbour.AssertSilent("172.17.0.2", 80);
        await at.Neighbour.AssertSilent("fd00:abcd::2", 80);

        await at.Publish(8080, 80);
        Assert.Equal(Yard.NeighbourAddress, await at.Neighbour.Ask("172.17.0.2", 80));
        await at.Neighbour.AssertSilent("172.17.0.2", 81);
    }

    [Fact]
    public async Task A_port_is_out_of_reach_when_it_is_published_no_more()
    {
        await using var at = await WebYard.Create();
        await at.Publish(8080, 80);
        await at.Neighbour.Ask(Yard.HostAddress, 8080);
        await at.Engine.Rules.UnpublishAsync(at.Attachment.AddressV4.Address);
        await at.Engine.Rules.UnpublishAsync(at.Attachment.AddressV4.Address);
        await Assert.ThrowsAsync<SocketException>(() => at.Neighbour.Ask(Yard.HostAddress, 8080));
    }

    [Fact]
    public async Task Publishing_again_replaces_what_was_published()
    {
        await using var at = await WebYard.Create();
        await at.Publish(8080, 80);
        await at.Publish(8081, 81);
        Assert.Equal(Yard.NeighbourAddress, await at.Neighbour.Ask(Yard.HostAddress, 8081));
        await Assert.ThrowsAsync<SocketException>(() => at.Neighbour.Ask(Yard.HostAddress, 8080));
    }

    [Fact]
    public async Task What_is_published_outlives_the_process_and_is_kept_by_the_next()
    {
        await using var at = await WebYard.Create();
        await at.Publish(8080, 80);
        await at.Engine.DisposeAsync();
        Assert.Equal(Yard.NeighbourAddress, await at.Neighbour.Ask(Yard.HostAddress, 8080));

        await at.Restart(Yard.Publish(at.Attachment, 8080, 80).Ports[0]);
        Assert.Equal(Yard.NeighbourAddress, await at.Neighbour.Ask(Yard.HostAddress, 8080));
        Assert.Equal(Yard.HostAddress, await at.Host.Ask(Yard.HostAddress, 8080));
    }

    [Fact]
    public async Task A_range_of_ports_leads_each_to_its_own()
    {
        await using var at = await WebYard.Create();
        using var reservation = await at.Engine.Ports.Reserve([.. Enumerable.Range(0, 3).Select(step => new PortRequest
        {
            Protocol = IpProtocol.Tcp,
            ContainerPort = (ushort)(80 + step),
            HostPorts = new PortRange((ushort)(8000 + step), (ushort)(8000 + step)),
            HostAddresses = [IPAddress.Any],
        })]);
        await at.Engine.Rules.PublishAsync(new() { AddressV4 = at.Attachment.AddressV4.Address, Ports = reservation.Bindings });

        // Nobody listens behind the third.
        Assert.Equal(Yard.NeighbourAddress, await at.Neighbour.Ask(Yard.HostAddress, 8000));
        Assert.Equal(Yard.NeighbourAddress, await at.Neighbour.Ask(Yard.HostAddress, 8001));
        await Assert.ThrowsAsync<SocketException>(() => at.Neighbour.Ask(Yard.HostAddress, 8002));
        await at.Web.Serve(82);
        Assert.Equal(Yard.NeighbourAddress, await at.Neighbour.Ask(Yard.HostAddress, 8002));
    }
}
