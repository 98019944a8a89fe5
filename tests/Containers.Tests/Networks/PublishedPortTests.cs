using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Bridges;

namespace Gantry.Containers.Tests.Networks;

public sealed class PublishedPortTests : IAsyncLifetime
{
    private Yard yard = null!;
    private HostNetwork host = null!;
    private BridgeNetwork network = null!;
    private Machine web = null!;
    private Attachment attachment = null!;

    public async ValueTask InitializeAsync()
    {
        yard = await Yard.Create();
        host = await yard.Start();
        network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, CancellationToken.None);
        (web, attachment) = await yard.AddContainer(network);
        await web.Serve(80);
        await web.Serve(81);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await yard.DisposeAsync();
    }

    [Fact]
    public async Task A_published_port_is_reached_from_outside_and_sees_the_clients_own_address()
    {
        await host.Rules.PublishAsync(Yard.Publish(attachment, 8080, 80));
        Assert.Equal(Yard.NeighbourAddress, await yard.Neighbour.Ask(Yard.HostAddress, 8080));
    }

    [Fact]
    public async Task A_published_port_is_reached_from_the_host_by_its_address_and_by_loopback()
    {
        await host.Rules.PublishAsync(Yard.Publish(attachment, 8080, 80));
        Assert.Equal(Yard.HostAddress, await yard.Host.Ask(Yard.HostAddress, 8080));
        Assert.Equal("172.17.0.1", await yard.Host.Ask("127.0.0.1", 8080));
        Assert.Equal("172.17.0.1", await yard.Host.Ask("127.1.2.3", 8080));
    }

    [Fact]
    public async Task A_published_port_is_reached_from_another_container()
    {
        await host.Rules.PublishAsync(Yard.Publish(attachment, 8080, 80));
        var (other, _) = await yard.AddContainer(network);
        Assert.Equal("172.17.0.1", await other.Ask(Yard.HostAddress, 8080));
        Assert.Equal("172.17.0.1", await other.Ask("172.17.0.1", 8080));
    }

    [Fact]
    public async Task A_published_port_is_reached_from_a_container_of_another_network()
    {
        await host.Rules.PublishAsync(Yard.Publish(attachment, 8080, 80));
        var elsewhere = await host.EnsureBridgeAsync(new BridgeSpec { Number = 1 }, CancellationToken.None);
        var (other, _) = await yard.AddContainer(elsewhere);
        Assert.Equal("172.18.0.2", await other.Ask(Yard.HostAddress, 8080));
    }

    [Fact]
    public async Task A_container_reaches_itself_by_its_published_port()
    {
        await host.Rules.PublishAsync(Yard.Publish(attachment, 8080, 80));
        Assert.Equal("172.17.0.1", await web.Ask(Yard.HostAddress, 8080));
    }

    [Fact]
    public async Task A_port_published_on_one_address_is_not_reached_by_others()
    {
        await host.Rules.PublishAsync(Yard.Publish(attachment, 8080, 80, "127.0.0.1"));
        Assert.Equal("172.17.0.1", await yard.Host.Ask("127.0.0.1", 8080));
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => yard.Neighbour.Ask(Yard.HostAddress, 8080));

        // Nor by a route to the container itself.
        yard.Neighbour.AddRoute("172.17.0.0/16", Yard.HostAddress);
        await yard.Neighbour.AssertSilent("172.17.0.2", 80);
    }

    [Fact]
    public async Task An_unpublished_port_is_out_of_reach_for_a_neighbour_with_a_route()
    {
        yard.Neighbour.AddRoute("172.17.0.0/16", Yard.HostAddress);
        await yard.Neighbour.AssertSilent("172.17.0.2", 80);

        await host.Rules.PublishAsync(Yard.Publish(attachment, 8080, 80));
        Assert.Equal(Yard.NeighbourAddress, await yard.Neighbour.Ask("172.17.0.2", 80));
        await yard.Neighbour.AssertSilent("172.17.0.2", 81);
    }

    [Fact]
    public async Task An_unpublished_port_ends_with_its_publication()
    {
        await host.Rules.PublishAsync(Yard.Publish(attachment, 8080, 80));
        await yard.Neighbour.Ask(Yard.HostAddress, 8080);
        await host.Rules.UnpublishAsync(attachment.AddressV4.Address);
        await host.Rules.UnpublishAsync(attachment.AddressV4.Address);
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => yard.Neighbour.Ask(Yard.HostAddress, 8080));
    }

    [Fact]
    public async Task Publishing_again_replaces_what_was_published()
    {
        await host.Rules.PublishAsync(Yard.Publish(attachment, 8080, 80));
        await host.Rules.PublishAsync(Yard.Publish(attachment, 8081, 81));
        Assert.Equal(Yard.NeighbourAddress, await yard.Neighbour.Ask(Yard.HostAddress, 8081));
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => yard.Neighbour.Ask(Yard.HostAddress, 8080));
    }

    [Fact]
    public async Task Rules_of_a_restarted_instance_keep_what_is_published()
    {
        var endpoint = Yard.Publish(attachment, 8080, 80);
        await host.Rules.PublishAsync(endpoint);
        await host.DisposeAsync();
        Assert.Equal(Yard.NeighbourAddress, await yard.Neighbour.Ask(Yard.HostAddress, 8080));

        host = await Yard.Start(yard.Options() with
        {
            Bridges = [new() { Bridge = network.Bridge, SubnetV4 = network.SubnetV4 }], Published = [endpoint],
        });
        Assert.Equal(Yard.NeighbourAddress, await yard.Neighbour.Ask(Yard.HostAddress, 8080));
        Assert.Equal(Yard.HostAddress, await yard.Host.Ask(Yard.HostAddress, 8080));
    }
}
