using System.Net;
using Gantry.Containers.Networks.Bridges;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Tests.Networks;

public sealed class BridgeNetworkTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Two_containers_reach_each_other_over_their_bridge()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never);
        var (one, _) = await yard.AddContainer(network);
        var (two, second) = await yard.AddContainer(network);
        await two.Serve(80);

        Assert.Equal("172.17.0.3", second.AddressV4.Address.ToString());
        await one.Ping("172.17.0.3");
        Assert.Equal("172.17.0.2", await one.Ask("172.17.0.3", 80));
    }

    [Fact]
    public async Task The_interface_inside_is_as_the_attachment_says()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never);
        var (container, attachment) = await yard.AddContainer(network);

        var link = Assert.IsType<Link>(Links.Find(container.Routes, new InterfaceName("eth0")));
        Assert.Equal("02:42:ac:11:00:02", link.Mac.ToString());
        Assert.Equal((attachment.Mac, true, 1500), (link.Mac, link.IsUp, link.Mtu));
        Assert.Contains(new AssignedAddress(link.Index, new(IPAddress.Parse("172.17.0.2"), 16)), Addresses.List(container.Routes));
        Assert.Contains(Routes.List(container.Routes), route =>
            route.Destination == Route.DefaultV4 && IPAddress.Parse("172.17.0.1").Equals(route.Gateway));
        Assert.Equal("1", await container.Sysctl("ipv6/conf/eth0/disable_ipv6"));
    }

    [Fact]
    public async Task A_container_speaks_to_the_world_by_the_hosts_address()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never);
        var (container, _) = await yard.AddContainer(network);
        await yard.Neighbour.Serve(80);

        Assert.Equal(Yard.HostAddress, await container.Ask(Yard.NeighbourAddress, 80));
    }

    [Fact]
    public async Task Containers_of_a_network_with_ipv6_reach_each_other_and_the_world_by_it()
    {
        await using var yard = await Yard.Create();
        yard.Host.Routes.Execute(new AddAddress(yard.Host.IndexOf("eth0"), new(IPAddress.Parse("2001:db8::1"), 64)));
        yard.Neighbour.Routes.Execute(new AddAddress(yard.Neighbour.IndexOf("eth0"), new(IPAddress.Parse("2001:db8::9"), 64)));
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 1, SubnetV6 = IPNetwork.Parse("fd00:abcd::/64") }, Never);
        var (one, _) = await yard.AddContainer(network);
        var (two, second) = await yard.AddContainer(network);
        await two.Serve(80, "::");
        await yard.Neighbour.Serve(80, "::");

        Assert.Equal("fd00:abcd::3/64", second.AddressV6.ToString());
        Assert.Equal("fd00:abcd::2", await one.Ask("fd00:abcd::3", 80));
        Assert.Equal("2001:db8::1", await one.Ask("2001:db8::9", 80));
    }

    [Fact]
    public async Task A_detached_container_leaves_no_cable_and_its_address_is_free()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never);
        var (container, attachment) = await yard.AddContainer(network);
        network.Detach(attachment);
        network.Detach(attachment);
        var (_, second) = await yard.AddContainer(network);
        await host.DisposeAsync();

        Assert.Equal(attachment.AddressV4, second.AddressV4);
        Assert.Null(Links.Find(yard.Host.Routes, attachment.HostInterface));
        Assert.Null(Links.Find(container.Routes, new InterfaceName("eth0")));
    }

    [Fact]
    public async Task A_container_that_takes_over_an_address_is_reached_at_once()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never);
        var (gone, first) = await yard.AddContainer(network);
        await gone.Serve(80);
        await yard.Host.Ask("172.17.0.2", 80);
        network.Detach(first);

        var (heir, second) = await yard.AddContainer(network);
        await heir.Serve(81);
        Assert.Equal(first.Mac, second.Mac);
        await yard.Host.Ask("172.17.0.2", 81, Machine.Silence);
    }

    [Fact]
    public async Task Containers_that_come_at_once_get_different_addresses_and_those_that_came_before_a_restart_keep_theirs()
    {
        await using var yard = await Yard.Create();
        var host = await yard.Start();
        var spec = new BridgeSpec { Number = 0, SubnetV4 = IPNetwork.Parse("10.9.0.0/28") };
        var network = await host.EnsureBridgeAsync(spec, Never);
        var before = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => yard.AddContainer(network)));
        await host.DisposeAsync();

        await using var again = await yard.Start();
        network = await again.EnsureBridgeAsync(spec with { Attachments = [.. before.Select(container => container.Attachment)] }, Never);
        var after = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => yard.AddContainer(network)));
        var addresses = before.Concat(after).Select(container => container.Attachment.AddressV4.Address);
        Assert.Equal(Enumerable.Range(2, 13), addresses.Select(address => (int)address.GetAddressBytes()[3]).Order());

        // Fourteen addresses, of which the gateway has one: the next container finds none, until one goes.
        var refusal = await Assert.ThrowsAsync<UnavailableException>(() => yard.AddContainer(network));
        Assert.Equal("no available IPv4 addresses in 10.9.0.0/28", refusal.Message);
        network.Detach(before[3].Attachment);
        var (_, heir) = await yard.AddContainer(network);
        Assert.Equal(before[3].Attachment.AddressV4, heir.AddressV4);
    }

    [Fact]
    public async Task A_refused_attachment_takes_nothing()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never);
        var (container, attachment) = await yard.AddContainer(network);

        // The name eth0 is taken in there.
        await Assert.ThrowsAsync<Linux.LinuxException>(() => network.AttachAsync(container.Place, new AttachmentRequest()));
        await Assert.ThrowsAsync<ConflictException>(() =>
            network.AttachAsync(container.Place, new AttachmentRequest { AddressV4 = attachment.AddressV4.Address }));
        await Assert.ThrowsAsync<InvalidException>(() =>
            network.AttachAsync(container.Place, new AttachmentRequest { AddressV4 = IPAddress.Parse("10.9.9.9") }));

        var bridge = yard.Host.IndexOf(network.Bridge.ToString());
        Assert.Single(Links.List(yard.Host.Routes), link => link.MasterIndex == bridge);
        var second = await network.AttachAsync(container.Place, new AttachmentRequest { Name = new("eth1"), DefaultRoute = false });
        Assert.Equal("172.17.0.3/16", second.AddressV4.ToString());
    }

    [Fact]
    public async Task A_restarted_instance_finds_its_bridge_and_gives_no_address_twice()
    {
        await using var yard = await Yard.Create();
        var first = await yard.Start();
        var network = await first.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never);
        var (one, attachment) = await yard.AddContainer(network);
        await first.DisposeAsync();

        await using var second = await yard.Start();
        var again = await second.EnsureBridgeAsync(new BridgeSpec { Number = 0, Attachments = [attachment] }, Never);
        var (two, _) = await yard.AddContainer(again);
        Assert.Equal(network.SubnetV4, again.SubnetV4);
        await two.Serve(80);
        Assert.Equal("172.17.0.2", await one.Ask("172.17.0.3", 80));
    }

    [Fact]
    public async Task A_cable_that_a_crash_left_behind_is_removed_at_the_next_start()
    {
        await using var yard = await Yard.Create();
        Attachment kept;
        Attachment lost;
        await using (var first = await yard.Start())
        {
            var network = await first.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never);
            (_, kept) = await yard.AddContainer(network);
            (_, lost) = await yard.AddContainer(network);
        }

        await using (var second = await yard.Start())
        {
            await second.EnsureBridgeAsync(new BridgeSpec { Number = 0, Attachments = [kept] }, Never);
        }

        Assert.NotNull(Links.Find(yard.Host.Routes, kept.HostInterface));
        Assert.Null(Links.Find(yard.Host.Routes, lost.HostInterface));
    }

    [Fact]
    public async Task A_subnet_that_the_host_has_a_route_to_is_not_chosen()
    {
        await using var yard = await Yard.Create();
        yard.Host.AddRoute("172.17.8.0/24", Yard.NeighbourAddress);
        yard.Host.AddRoute("172.16.0.0/14", Yard.NeighbourAddress);
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never);
        Assert.Equal(IPNetwork.Parse("172.20.0.0/16"), network.SubnetV4);
    }

    [Fact]
    public async Task A_host_without_a_free_subnet_says_so()
    {
        await using var yard = await Yard.Create();
        yard.Host.AddRoute("172.16.0.0/12", Yard.NeighbourAddress);
        yard.Host.AddRoute("192.168.0.0/16", Yard.NeighbourAddress);
        await using var host = await yard.Start();
        var refusal = await Assert.ThrowsAsync<UnavailableException>(() => host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never));
        Assert.StartsWith("could not find an available, non-overlapping IPv4 address pool", refusal.Message);
    }

    [Fact]
    public async Task Containers_of_different_networks_do_not_reach_each_other()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var (one, _) = await yard.AddContainer(await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never));
        var (two, second) = await yard.AddContainer(await host.EnsureBridgeAsync(new BridgeSpec { Number = 1 }, Never));
        await two.Serve(80);
        Assert.Equal("172.18.0.2", second.AddressV4.Address.ToString());
        await one.AssertSilent("172.18.0.2", 80);
    }
}
