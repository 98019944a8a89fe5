using System.Net;
using System.Net.Sockets;
using Gantry.Containers.Networks.Bridges;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Tests.Networks;

public sealed class BridgeOptionsTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task An_internal_network_leads_nowhere_and_nobody_leads_into_it()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var vault = await host.EnsureBridgeAsync(new BridgeSpec { Number = 1, Internal = true }, Never);
        var other = await host.EnsureBridgeAsync(new BridgeSpec { Number = 2 }, Never);
        var (inside, place) = await yard.AddContainer(vault);
        var (mate, _) = await yard.AddContainer(vault);
        var (stranger, strange) = await yard.AddContainer(other);
        await inside.Serve(80);
        await stranger.Serve(80);
        await yard.Neighbour.Serve(80);

        // With routes, as a container that may change its own could have.
        inside.AddRoute("0.0.0.0/0", vault.GatewayV4.ToString());
        yard.Neighbour.AddRoute(vault.SubnetV4.ToString(), Yard.HostAddress);
        await mate.Ask(place.AddressV4.Address.ToString(), 80);
        await inside.AssertSilent(Yard.NeighbourAddress, 80);
        await inside.AssertSilent(strange.AddressV4.Address.ToString(), 80);
        await stranger.AssertSilent(place.AddressV4.Address.ToString(), 80);
        await yard.Neighbour.AssertSilent(place.AddressV4.Address.ToString(), 80);
    }

    [Fact]
    public async Task Containers_of_a_network_without_icc_reach_the_world_and_not_each_other()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 1, Connected = false }, Never);
        var (one, _) = await yard.AddContainer(network);
        var (two, place) = await yard.AddContainer(network);
        await two.Serve(80);
        await yard.Neighbour.Serve(80);

        Assert.Equal(Yard.HostAddress, await one.Ask(Yard.NeighbourAddress, 80));
        try
        {
            await one.Ask(place.AddressV4.Address.ToString(), 80, Machine.Silence);
            Assert.Fail("it was reached");
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException { SocketErrorCode: SocketError.HostUnreachable })
        {
            // Its address is not even found out.
        }
    }

    [Fact]
    public async Task Without_masquerade_the_world_sees_the_containers_own_address()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 1, Masquerade = false }, Never);
        var (container, place) = await yard.AddContainer(network);
        yard.Neighbour.AddRoute(network.SubnetV4.ToString(), Yard.HostAddress);
        await yard.Neighbour.Serve(80);
        Assert.Equal(place.AddressV4.Address.ToString(), await container.Ask(Yard.NeighbourAddress, 80));
    }

    [Fact]
    public async Task A_network_that_is_not_protected_is_reached_at_every_port_by_who_has_a_route()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 1, Unprotected = true }, Never);
        var (container, place) = await yard.AddContainer(network);
        yard.Neighbour.AddRoute(network.SubnetV4.ToString(), Yard.HostAddress);
        await container.Serve(80);
        Assert.Equal(Yard.NeighbourAddress, await yard.Neighbour.Ask(place.AddressV4.Address.ToString(), 80));
    }

    [Fact]
    public async Task A_bridge_that_a_crash_left_without_a_network_is_swept_and_the_others_stay()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var kept = await host.EnsureBridgeAsync(new BridgeSpec { Number = 1 }, Never);
        var left = await host.EnsureBridgeAsync(new BridgeSpec { Number = 2 }, Never);
        await host.RemoveBridgesButAsync([0, 1], Never);
        Assert.NotNull(Links.Find(yard.Host.Routes, kept.Bridge));
        Assert.Null(Links.Find(yard.Host.Routes, left.Bridge));
    }

    [Fact]
    public async Task A_container_of_a_bridge_with_a_name_of_its_own_is_kept_apart_as_any_other()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var named = await host.EnsureBridgeAsync(new BridgeSpec { Number = 1, Name = new InterfaceName("crane0") }, Never);
        var other = await host.EnsureBridgeAsync(new BridgeSpec { Number = 2 }, Never);
        var (inside, _) = await yard.AddContainer(named);
        var (web, place) = await yard.AddContainer(other);
        await web.Serve(80);
        await yard.Neighbour.Serve(80);

        // What is published may be reached from outside without translation, and from another network not.
        await host.Rules.PublishAsync(Yard.Publish(place, 8080, 80));
        Assert.Equal(Yard.HostAddress, await inside.Ask(Yard.NeighbourAddress, 80));
        await inside.AssertSilent(place.AddressV4.Address.ToString(), 80);
        await inside.Ask(Yard.HostAddress, 8080);
    }

    [Fact]
    public void Addresses_come_from_the_range_and_those_asked_for_from_the_whole_subnet()
    {
        var ipam = new Ipam(IPNetwork.Parse("10.0.0.0/24"), IPNetwork.Parse("10.0.0.128/30"), [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.129")]);
        Assert.Equal(["10.0.0.128", "10.0.0.130", "10.0.0.131"], Enumerable.Range(0, 3).Select(_ => ipam.Allocate().ToString()));
        Assert.Throws<UnavailableException>(() => ipam.Allocate());
        ipam.Allocate(IPAddress.Parse("10.0.0.9"));
        ipam.Release(IPAddress.Parse("10.0.0.9"));
        Assert.Throws<UnavailableException>(() => ipam.Allocate());
        Assert.Throws<ConflictException>(() => ipam.Allocate(IPAddress.Parse("10.0.0.129")));
    }
}
