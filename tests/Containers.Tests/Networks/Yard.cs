using System.Collections.Concurrent;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Bridges;
using Gantry.Containers.Networks.Ports;
using Gantry.Containers.Networks.Rules;
using Gantry.Linux;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Containers.Tests.Networks;

/// <summary>A host with an instance on it, and a neighbour on the host's other side.</summary>
/// <remarks>Host 192.0.2.1 and 2001:db8::1, neighbour 192.0.2.9 and 2001:db8::9.</remarks>
internal sealed class Yard : IAsyncDisposable
{
    public const string HostAddress = "192.0.2.1";
    public const string NeighbourAddress = "192.0.2.9";

    private readonly ConcurrentQueue<Machine> _containers = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-yard-").FullName;

    private Yard(Machine host, Machine neighbour) => (Host, Neighbour) = (host, neighbour);

    public Machine Host { get; }

    public Machine Neighbour { get; }

    public static async Task<Yard> Create()
    {
        var yard = new Yard(await Machine.Create(), await Machine.Create());

        // A new namespace takes its settings from the machine's first one, where an engine may be running.
        await yard.Host.SetSysctl("ipv4/ip_forward", "0");
        await yard.Host.SetSysctl("ipv6/conf/all/forwarding", "0");
        yard.Host.Connect("eth0", $"{HostAddress}/24", yard.Neighbour, "eth0", $"{NeighbourAddress}/24");
        return yard;
    }

    public HostNetworkOptions Options(string instance = "0000abcd") =>
        new() { InstanceId = instance, RunDirectory = Directory.CreateDirectory(Path.Combine(_folder, instance)).FullName, Namespace = Host.Place };

    public Task<HostNetwork> Start(string instance = "0000abcd") => Start(Options(instance));

    public static Task<HostNetwork> Start(HostNetworkOptions options) =>
        HostNetwork.StartAsync(options, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    public async Task<(Machine Machine, Attachment Attachment)> AddContainer(BridgeNetwork network, AttachmentRequest? request = null)
    {
        var machine = await Machine.Create();
        _containers.Enqueue(machine);
        return (machine, await network.AttachAsync(machine.Place, request ?? new AttachmentRequest { Hairpin = true }));
    }

    public static PublishedEndpoint Publish(Attachment attachment, int hostPort, int containerPort, string hostAddress = "0.0.0.0") => new()
    {
        AddressV4 = attachment.AddressV4.Address,
        AddressV6 = attachment.AddressV6?.Address,
        Ports =
        [
            new PortBinding
            {
                Protocol = IpProtocol.Tcp,
                HostAddress = System.Net.IPAddress.Parse(hostAddress),
                HostPort = (ushort)hostPort,
                ContainerPort = (ushort)containerPort,
            },
        ],
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var container in _containers)
        {
            await container.DisposeAsync();
        }

        await Neighbour.DisposeAsync();
        await Host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
