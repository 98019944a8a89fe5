using System.Net;
using Gantry.Linux.Netlink;
using Gantry.Linux.Tests.Namespaces;

namespace Gantry.Linux.Tests.Netlink;

public sealed class RoutesTests
{
    private static readonly InterfaceAddress V4 = new(IPAddress.Parse("172.17.0.2"), 16);
    private static readonly InterfaceAddress V6 = new(IPAddress.Parse("fd00:17::2"), 64);

    [Fact]
    public async Task An_address_brings_the_route_to_its_network()
    {
        using var here = await TestNamespace.Create();
        var index = AddLink(here);
        here.Routes.Execute(new AddAddress(index, V4), new AddAddress(index, V6));

        Assert.Contains(new AssignedAddress(index, V4), Addresses.List(here.Routes));
        Assert.Contains(new AssignedAddress(index, V6), Addresses.List(here.Routes));
        Assert.Contains(Routes.List(here.Routes), route => route.Destination == V4.Network && route.Index == index);
        Assert.Contains(Routes.List(here.Routes), route => route.Destination == V6.Network && route.Index == index);
    }

    [Fact]
    public async Task A_removed_address_takes_its_route_along()
    {
        using var here = await TestNamespace.Create();
        var index = AddLink(here);
        here.Routes.Execute(new AddAddress(index, V4));
        here.Routes.Execute(new RemoveAddress(index, V4));
        Assert.DoesNotContain(Addresses.List(here.Routes), address => address.Index == index && address.Address == V4);
        Assert.DoesNotContain(Routes.List(here.Routes), route => route.Destination == V4.Network);
    }

    [Fact]
    public async Task Default_routes_of_both_families_are_added_and_removed()
    {
        using var here = await TestNamespace.Create();
        var index = AddLink(here);
        var v4 = new Route { Destination = Route.DefaultV4, Gateway = IPAddress.Parse("172.17.0.1"), Index = index };
        var v6 = new Route { Destination = Route.DefaultV6, Gateway = IPAddress.Parse("fd00:17::1"), Index = index };
        here.Routes.Execute(new AddAddress(index, V4), new AddAddress(index, V6), new AddRoute(v4), new AddRoute(v6));
        Assert.Contains(v4, Routes.List(here.Routes));
        Assert.Contains(v6, Routes.List(here.Routes));

        here.Routes.Execute(new RemoveRoute(v4), new RemoveRoute(v6));
        Assert.DoesNotContain(v4, Routes.List(here.Routes));
        Assert.DoesNotContain(v6, Routes.List(here.Routes));
    }

    [Fact]
    public async Task A_host_route_says_from_which_address_the_host_speaks()
    {
        using var here = await TestNamespace.Create();
        var index = AddLink(here);
        var route = new Route { Destination = IPNetwork.Parse("10.42.0.7/32"), Index = index, Source = V4.Address };
        here.Routes.Execute(new AddAddress(index, V4), new AddRoute(route));
        Assert.Contains(route, Routes.List(here.Routes));
    }

    [Fact]
    public async Task A_gateway_that_cannot_be_reached_is_refused_in_the_kernels_words()
    {
        using var here = await TestNamespace.Create();
        var route = new Route { Destination = Route.DefaultV4, Gateway = IPAddress.Parse("203.0.113.1") };
        var error = Assert.Throws<LinuxException>(() => here.Routes.Execute(new AddRoute(route)));
        Assert.Equal((Errno.ENETUNREACH, "RTM_NEWROUTE"), (error.Errno, error.Call));
        Assert.Contains("(Nexthop has invalid gateway)", error.Message);
    }

    [Fact]
    public async Task An_expected_refusal_is_an_answer()
    {
        using var here = await TestNamespace.Create();
        var index = AddLink(here);
        Assert.True(here.Routes.TryExecute(new AddAddress(index, V4), Errno.EEXIST));
        Assert.False(here.Routes.TryExecute(new AddAddress(index, V4), Errno.EEXIST));
        Assert.Throws<LinuxException>(() => here.Routes.TryExecute(new AddAddress(99, V4), Errno.EEXIST));
    }

    private static int AddLink(TestNamespace here)
    {
        here.Routes.Execute(new CreateVethPair { Name = new InterfaceName("near"), PeerName = new InterfaceName("far") });
        here.Routes.Execute(new ChangeLink { Name = new InterfaceName("near"), Up = true }, new ChangeLink { Name = new InterfaceName("far"), Up = true });
        return here.IndexOf("near");
    }
}
