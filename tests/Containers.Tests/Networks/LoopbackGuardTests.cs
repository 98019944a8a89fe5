using System.Net;
using System.Net.Sockets;
using System.Text;
using Gantry.Containers.Networks.Bridges;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Tests.Networks;

/// <summary>CVE-2020-8558: with route_localnet on, neighbours reached services that listen on 127.0.0.1 only.</summary>
public sealed class LoopbackGuardTests
{
    private const int Port = 5353;

    [Fact]
    public async Task CVE_2020_8558_packets_to_127_8_from_a_container_do_not_reach_the_host()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, CancellationToken.None);
        Assert.Equal("1", await yard.Host.Sysctl($"ipv4/conf/{network.Bridge}/route_localnet"));
        var (container, _) = await yard.AddContainer(network);
        await AssertLoopbackIsClosed(yard.Host, container, "172.17.0.1");
    }

    [Fact]
    public async Task CVE_2020_8558_packets_to_127_8_from_outside_do_not_reach_the_host()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();

        // Somebody else's doing; our guard stands before every interface.
        await yard.Host.SetSysctl("ipv4/conf/eth0/route_localnet", "1");
        await AssertLoopbackIsClosed(yard.Host, yard.Neighbour, Yard.HostAddress);

        // Without the guard the same packet arrives: the test attacks in earnest.
        await host.DownAsync(CancellationToken.None);
        using var service = await Listen(yard.Host, "127.0.0.1");
        await Attack(yard.Neighbour);
        using var timeout = new CancellationTokenSource(Machine.Patience);
        Assert.Equal(6, await service.ReceiveAsync(new byte[16], timeout.Token));
    }

    [Fact]
    public async Task A_container_cannot_speak_to_the_host_from_127_8()
    {
        await using var yard = await Yard.Create();
        await using var host = await yard.Start();
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, CancellationToken.None);
        var (container, _) = await yard.AddContainer(network);
        using var service = await Listen(yard.Host, "172.17.0.1");
        using var client = await container.Open(SocketType.Dgram, ProtocolType.Udp);
        await container.SetSysctl("ipv4/conf/eth0/route_localnet", "1");

        // The kernel itself refuses 127.0.0.1, which is an address of the host's, but not its neighbours.
        client.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await client.SendToAsync(Encoding.ASCII.GetBytes("forged"), new IPEndPoint(IPAddress.Parse("172.17.0.1"), Port));
        await AssertNothingComes(service);
    }

    private static async Task AssertLoopbackIsClosed(Machine host, Machine attacker, string gateway)
    {
        await MeanTheOtherSidesLoopback(attacker, gateway);
        using var service = await Listen(host, "127.0.0.1");
        await Attack(attacker);
        await AssertNothingComes(service);
    }

    // The attacker gives up its own 127.0.0.1, and takes it to be behind the gateway.
    private static async Task MeanTheOtherSidesLoopback(Machine attacker, string gateway)
    {
        attacker.Routes.Execute(new RemoveAddress(ChangeLink.LoopbackIndex, new InterfaceAddress(IPAddress.Loopback, 8)));
        await attacker.SetSysctl("ipv4/conf/eth0/route_localnet", "1");
        attacker.AddRoute("127.0.0.1/32", gateway);
    }

    private static async Task Attack(Machine attacker)
    {
        using var client = await attacker.Open(SocketType.Dgram, ProtocolType.Udp);
        await client.SendToAsync(Encoding.ASCII.GetBytes("attack"), new IPEndPoint(IPAddress.Loopback, Port));
    }

    private static async Task<Socket> Listen(Machine host, string address)
    {
        var service = await host.Open(SocketType.Dgram, ProtocolType.Udp);
        service.Bind(new IPEndPoint(IPAddress.Parse(address), Port));
        return service;
    }

    private static async Task AssertNothingComes(Socket service)
    {
        using var timeout = new CancellationTokenSource(Machine.Silence);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await service.ReceiveAsync(new byte[16], timeout.Token));
    }
}
