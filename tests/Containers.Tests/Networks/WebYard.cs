using System.Net;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Bridges;
using Gantry.Containers.Networks.Ports;
using Gantry.Linux;

namespace Gantry.Containers.Tests.Networks;

/// <summary>A yard whose instance has a network with IPv6 and on it a container that serves ports 80 and 81 of both families.</summary>
/// <remarks>The host is 2001:db8::1 too, its neighbour 2001:db8::9; the container 172.17.0.2 and fd00:abcd::2.</remarks>
internal sealed class WebYard : IAsyncDisposable
{
    private WebYard(Yard yard, HostNetwork host, BridgeNetwork network, Machine web, Attachment attachment) =>
        (Yard, Engine, Network, Web, Attachment) = (yard, host, network, web, attachment);

    public Yard Yard { get; }

    public Machine Host => Yard.Host;

    public Machine Neighbour => Yard.Neighbour;

    public HostNetwork Engine { get; private set; }

    public BridgeNetwork Network { get; }

    public Machine Web { get; }

    public Attachment Attachment { get; }

    public static async Task<WebYard> Create()
    {
        var yard = await Yard.Create();
        yard.Host.Routes.Execute(new Linux.Netlink.AddAddress(yard.Host.IndexOf("eth0"), new(IPAddress.Parse("2001:db8::1"), 64)));
        yard.Neighbour.Routes.Execute(new Linux.Netlink.AddAddress(yard.Neighbour.IndexOf("eth0"), new(IPAddress.Parse("2001:db8::9"), 64)));
        var host = await yard.Start();
        var spec = new BridgeSpec { Number = 0, SubnetV6 = IPNetwork.Parse("fd00:abcd::/64") };
        var network = await host.EnsureBridgeAsync(spec, CancellationToken.None);
        var (web, attachment) = await yard.AddContainer(network);
        foreach (var port in (int[])[80, 81])
        {
            await web.Serve(port);
            await web.Serve(port, "::");
        }

        return new WebYard(yard, host, network, web, attachment);
    }

    public async Task Publish(int hostPort, int containerPort, string hostAddress = "0.0.0.0", IpProtocol protocol = IpProtocol.Tcp)
    {
        var endpoint = Yard.Publish(Attachment, hostPort, containerPort, hostAddress);
        await Engine.Rules.PublishAsync(endpoint with { Ports = [endpoint.Ports[0] with { Protocol = protocol }] });
    }

    /// <summary>Ends the process and starts another, which is told what there is.</summary>
    public async Task Restart(PortBinding port)
    {
        await Engine.DisposeAsync();
        Engine = await Yard.Start(Yard.Options() with
        {
            Bridges = [new() { Bridge = Network.Bridge, SubnetV4 = Network.SubnetV4, SubnetV6 = Network.SubnetV6 }],
            Published = [new() { AddressV4 = Attachment.AddressV4.Address, Ports = [port] }],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Yard.DisposeAsync();
    }
}
