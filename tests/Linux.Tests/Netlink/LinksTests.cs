using Gantry.Linux.Netlink;
using Gantry.Linux.Tests.Namespaces;

namespace Gantry.Linux.Tests.Netlink;

public sealed class LinksTests
{
    private static readonly InterfaceName Near = new("near");
    private static readonly InterfaceName Far = new("far");
    private static readonly InterfaceName Bridge = new("bridge");

    [Fact]
    public async Task The_far_end_of_a_pair_is_born_in_the_other_namespace()
    {
        using var here = await TestNamespace.Create();
        using var there = await TestNamespace.Create();
        var mac = new MacAddress([0x02, 0x42, 0xac, 0x11, 0x00, 0x02]);

        here.Routes.Execute(new CreateVethPair
        {
            Name = Near, PeerName = Far, PeerNamespace = there.Place.Descriptor, PeerMac = mac, Mtu = 1400,
        });

        Assert.Null(Links.Find(here.Routes, Far));
        var near = Assert.IsType<Link>(Links.Find(here.Routes, Near));
        var far = Assert.IsType<Link>(Links.Find(there.Routes, Far));
        Assert.Equal(("veth", 1400, false), (near.Kind, near.Mtu, near.IsUp));
        Assert.Equal((mac, 1400), (far.Mac, far.Mtu));
    }

    [Fact]
    public async Task A_pair_goes_when_one_end_is_deleted()
    {
        using var here = await TestNamespace.Create();
        using var there = await TestNamespace.Create();
        here.Routes.Execute(new CreateVethPair { Name = Near, PeerName = Far, PeerNamespace = there.Place.Descriptor });
        here.Routes.Execute(new DeleteLink(Near));
        Assert.Null(Links.Find(there.Routes, Far));
    }

    [Fact]
    public async Task A_pair_can_be_born_as_the_port_of_a_bridge()
    {
        using var here = await TestNamespace.Create();
        here.Routes.Execute(new CreateBridge { Name = Bridge, Mac = new MacAddress([2, 0x42, 1, 2, 3, 4]) });
        var index = here.IndexOf("bridge");
        here.Routes.Execute(new CreateVethPair { Name = Near, PeerName = Far, MasterIndex = index });
        Assert.Equal(index, Links.Find(here.Routes, Near)?.MasterIndex);

        here.Routes.Execute(new ChangeBridgePort { Name = Near, Hairpin = true });
        Assert.True(Links.Find(here.Routes, Near)?.Hairpin);
    }

    [Fact]
    public async Task A_link_is_renamed_resized_readdressed_and_switched_on()
    {
        using var here = await TestNamespace.Create();
        var mac = new MacAddress([2, 1, 2, 3, 4, 5]);
        here.Routes.Execute(new CreateVethPair { Name = Near, PeerName = Far });
        here.Routes.Execute(new ChangeLink { Index = here.IndexOf("near"), Name = new InterfaceName("eth7"), Mtu = 900, Mac = mac, Up = true });

        var link = Assert.IsType<Link>(Links.Find(here.Routes, new InterfaceName("eth7")));
        Assert.Equal((900, mac, true), (link.Mtu, link.Mac, link.IsUp));
    }

    [Fact]
    public async Task A_link_moves_to_another_namespace()
    {
        using var here = await TestNamespace.Create();
        using var there = await TestNamespace.Create();
        here.Routes.Execute(new CreateVethPair { Name = Near, PeerName = Far });
        here.Routes.Execute(new ChangeLink { Name = Far, Namespace = there.Place.Descriptor });
        Assert.NotNull(Links.Find(there.Routes, Far));
        Assert.Null(Links.Find(here.Routes, Far));
    }

    [Fact]
    public async Task Of_several_changes_the_failed_one_is_named_and_those_after_it_are_tried()
    {
        using var here = await TestNamespace.Create();
        var error = Assert.Throws<LinuxException>(() => here.Routes.Execute(
            new CreateBridge { Name = Bridge }, new CreateBridge { Name = Bridge }, new CreateVethPair { Name = Near, PeerName = Far }));
        Assert.Equal((Errno.EEXIST, "RTM_NEWLINK", "bridge (bridge)"), (error.Errno, error.Call, error.Path));
        Assert.NotNull(Links.Find(here.Routes, Near));
    }

    [Fact]
    public async Task An_error_carries_the_kernels_own_sentence()
    {
        using var here = await TestNamespace.Create();
        here.Routes.Execute(new CreateVethPair { Name = Near, PeerName = Far });
        var error = Assert.Throws<LinuxException>(() => here.Routes.Execute(new ChangeLink { Name = Near, Mtu = 7 }));
        Assert.Equal("RTM_SETLINK near: invalid argument (mtu less than device minimum)", error.Message);
    }

    [Fact]
    public async Task Hundreds_of_links_are_listed_whole()
    {
        using var here = await TestNamespace.Create();
        for (var i = 0; i < 300; i++)
        {
            here.Routes.Execute(new CreateVethPair { Name = new InterfaceName($"n{i}"), PeerName = new InterfaceName($"f{i}") });
        }

        var names = Links.List(here.Routes).Select(link => link.Name).ToHashSet();
        Assert.All(Enumerable.Range(0, 300), i => Assert.Contains($"f{i}", names));
    }
}
