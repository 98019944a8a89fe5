using System.Net;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Bridges;
using Gantry.Linux.Netlink;
using Gantry.Linux.Nftables;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Containers.Tests.Networks;

public sealed class HostForwardingTests
{
    private const string Forwarding = "ipv4/ip_forward";
    private const string ForwardingV6 = "ipv6/conf/all/forwarding";

    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Down_leaves_nothing_and_restores_the_hosts_settings()
    {
        await using var yard = await Yard.Create();
        await yard.Host.SetSysctl("ipv6/conf/eth0/accept_ra", "1");
        var links = Names(yard.Host);
        var options = yard.Options();
        await using var host = await Yard.Start(options);
        await host.EnsureBridgeAsync(new BridgeSpec { Number = 0, SubnetV6 = IPNetwork.Parse("fd00::/64") }, Never);
        await yard.AddContainer(await host.EnsureBridgeAsync(new BridgeSpec { Number = 1 }, Never));
        Assert.Equal(("1", "1", "2"), await Settings(yard.Host));

        await host.DownAsync(Never);
        Assert.Equal(("0", "0", "1"), await Settings(yard.Host));
        Assert.Equal(links, Names(yard.Host));
        Assert.Equal("", await Ruleset(yard.Host));
        Assert.Empty(Directory.EnumerateFiles(options.RunDirectory));
    }

    [Fact]
    public async Task What_a_crashed_process_left_is_swept_by_the_next_one()
    {
        await using var yard = await Yard.Create();
        var links = Names(yard.Host);
        await using (var host = await yard.Start())
        {
            await yard.AddContainer(await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never));
        }

        await HostNetwork.SweepAsync(yard.Options(), NullLoggerFactory.Instance, Never);
        Assert.Equal("0", await yard.Host.Sysctl(Forwarding));
        Assert.Equal(links, Names(yard.Host));
        Assert.Equal("", await Ruleset(yard.Host));
    }

    [Fact]
    public async Task Forwarding_that_was_on_stays_on()
    {
        await using var yard = await Yard.Create();
        await yard.Host.SetSysctl(Forwarding, "1");
        await using var host = await yard.Start();
        await host.DownAsync(Never);
        Assert.Equal("1", await yard.Host.Sysctl(Forwarding));
    }

    [Fact]
    public async Task Where_we_switched_forwarding_on_the_host_forwards_nothing_else()
    {
        await using var yard = await Yard.Create();
        await using var inner = await Machine.Create();
        await ConnectInner(yard, inner);
        await using var host = await yard.Start();
        await yard.Neighbour.AssertSilent("10.7.0.2", 80);
    }

    [Fact]
    public async Task Where_forwarding_was_on_the_host_forwards_as_before()
    {
        await using var yard = await Yard.Create();
        await using var inner = await Machine.Create();
        await ConnectInner(yard, inner);
        await yard.Host.SetSysctl(Forwarding, "1");
        await using var host = await yard.Start();
        Assert.Equal(Yard.NeighbourAddress, await yard.Neighbour.Ask("10.7.0.2", 80));
    }

    [Fact]
    public async Task Two_instances_live_side_by_side_and_apart()
    {
        await using var yard = await Yard.Create();
        await using var one = await yard.Start("00000001");
        await using var two = await yard.Start("00000002");
        var (web, first) = await yard.AddContainer(await one.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never));
        var (api, second) = await yard.AddContainer(await two.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never));
        await web.Serve(80);
        await api.Serve(80);
        await yard.Neighbour.Serve(443);
        await one.Rules.PublishAsync(Yard.Publish(first, 8001, 80));
        await two.Rules.PublishAsync(Yard.Publish(second, 8002, 80));

        Assert.Equal("172.18.0.2", second.AddressV4.Address.ToString());
        Assert.Equal(Yard.NeighbourAddress, await yard.Neighbour.Ask(Yard.HostAddress, 8001));
        Assert.Equal(Yard.NeighbourAddress, await yard.Neighbour.Ask(Yard.HostAddress, 8002));
        Assert.Equal(Yard.HostAddress, await api.Ask(Yard.NeighbourAddress, 443));
        await api.Ask(Yard.HostAddress, 8001);
        await web.AssertSilent("172.18.0.2", 80);
    }

    [Fact]
    public async Task The_last_instance_to_go_restores_the_hosts_settings()
    {
        await using var yard = await Yard.Create();
        await using var one = await yard.Start("00000001");
        await using var two = await yard.Start("00000002");
        var (web, attachment) = await yard.AddContainer(await two.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never));
        await web.Serve(80);
        await two.Rules.PublishAsync(Yard.Publish(attachment, 8002, 80));

        await one.DownAsync(Never);
        Assert.Equal("1", await yard.Host.Sysctl(Forwarding));
        Assert.Equal(Yard.NeighbourAddress, await yard.Neighbour.Ask(Yard.HostAddress, 8002));
        await two.DownAsync(Never);
        Assert.Equal("0", await yard.Host.Sysctl(Forwarding));
    }

    [Fact]
    public async Task Instances_that_start_at_once_choose_different_subnets()
    {
        await using var yard = await Yard.Create();
        await using var one = await yard.Start("00000001");
        await using var two = await yard.Start("00000002");
        var networks = await Task.WhenAll(
            one.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never), two.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, Never));
        Assert.NotEqual(networks[0].SubnetV4, networks[1].SubnetV4);
    }

    // A machine behind the host, to which the neighbour has a route.
    private static async Task ConnectInner(Yard yard, Machine inner)
    {
        yard.Host.Connect("eth1", "10.7.0.1/24", inner, "eth0", "10.7.0.2/24");
        inner.AddRoute("0.0.0.0/0", "10.7.0.1");
        yard.Neighbour.AddRoute("10.7.0.0/24", Yard.HostAddress);
        await inner.Serve(80);
    }

    private static async Task<(string V4, string V6, string AcceptRa)> Settings(Machine host) =>
        (await host.Sysctl(Forwarding), await host.Sysctl(ForwardingV6), await host.Sysctl("ipv6/conf/eth0/accept_ra"));

    private static List<string> Names(Machine host) => [.. Links.List(host.Routes).Select(link => link.Name)];

    private static Task<string> Ruleset(Machine host) => host.Run(() =>
    {
        using var context = new NftablesContext();
        return context.Run(new NftablesScript().Add($"list ruleset"));
    });
}
