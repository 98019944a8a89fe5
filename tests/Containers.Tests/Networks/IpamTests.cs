using System.Collections.Concurrent;
using System.Net;
using Gantry.Containers.Networks.Bridges;

namespace Gantry.Containers.Tests.Networks;

public sealed class IpamTests
{
    [Fact]
    public void The_lowest_free_address_is_given_first()
    {
        var ipam = new Ipam(IPNetwork.Parse("10.0.0.0/29"), IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.3"));
        Assert.Equal("10.0.0.2", ipam.Allocate().ToString());
        Assert.Equal("10.0.0.4", ipam.Allocate().ToString());
        ipam.Release(IPAddress.Parse("10.0.0.3"));
        Assert.Equal("10.0.0.3", ipam.Allocate().ToString());
        Assert.Equal("10.0.0.5", ipam.Allocate().ToString());
    }

    [Fact]
    public void Neither_the_network_nor_its_broadcast_address_is_given()
    {
        var ipam = new Ipam(IPNetwork.Parse("10.0.0.0/30"));
        Assert.Equal(["10.0.0.1", "10.0.0.2"], [ipam.Allocate().ToString(), ipam.Allocate().ToString()]);
        Assert.Throws<UnavailableException>(() => ipam.Allocate());
        Assert.Throws<InvalidException>(() => ipam.Allocate(IPAddress.Parse("10.0.0.0")));
        Assert.Throws<InvalidException>(() => ipam.Allocate(IPAddress.Parse("10.0.0.3")));
        Assert.Throws<InvalidException>(() => ipam.Allocate(IPAddress.Parse("fd00::1")));
    }

    [Fact]
    public void An_address_is_given_once()
    {
        var ipam = new Ipam(IPNetwork.Parse("10.0.0.0/24"));
        ipam.Allocate(IPAddress.Parse("10.0.0.1"));
        Assert.Equal("Address already in use", Assert.Throws<ConflictException>(() => ipam.Allocate(IPAddress.Parse("10.0.0.1"))).Message);
        Assert.Equal("10.0.0.2", ipam.Allocate().ToString());
    }

    [Fact]
    public void Threads_that_ask_at_once_get_different_addresses_until_there_are_none()
    {
        var ipam = new Ipam(IPNetwork.Parse("10.0.0.0/22"));
        var given = new ConcurrentBag<IPAddress>();
        var refused = 0;
        Parallel.For(0, 1100, _ =>
        {
            try
            {
                given.Add(ipam.Allocate());
            }
            catch (UnavailableException error) when (error.Message == "no available IPv4 addresses in 10.0.0.0/22")
            {
                Interlocked.Increment(ref refused);
            }
        });
        Assert.Equal((1022, 78), (given.Distinct().Count(), refused));
    }

    [Fact]
    public void A_released_address_can_be_had_again_and_releasing_twice_is_harmless()
    {
        var ipam = new Ipam(IPNetwork.Parse("fd00::/64"));
        var first = ipam.Allocate();
        ipam.Release(first);
        ipam.Release(first);
        Assert.Equal("fd00::1", first.ToString());
        Assert.Equal("fd00::1", ipam.Allocate().ToString());
        Assert.Equal("fd00::2", ipam.Allocate().ToString());
    }

    [Fact]
    public void A_subnet_of_sixteen_bits_holds_as_many_containers_as_there_are_addresses()
    {
        var ipam = new Ipam(IPNetwork.Parse("172.17.0.0/16"));
        var all = Enumerable.Range(0, 65534).Select(_ => ipam.Allocate()).ToHashSet();
        Assert.Equal(65534, all.Count);
        Assert.Throws<UnavailableException>(() => ipam.Allocate());
    }
}
