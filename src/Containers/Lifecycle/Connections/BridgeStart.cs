using System.Net;
using Gantry.Containers.Instances;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Bridges;
using Gantry.Containers.Networks.Rules;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>Brings the default bridge up, with the subnet that it was given at its first start.</summary>
internal sealed class BridgeStart(Instance instance, IReadOnlyList<ContainerRecord> running, TimeProvider time, ILoggerFactory loggers)
{
    private const int Number = 0;

    private readonly string _subnetFile = Path.Combine(instance.Root, "engine", "bridge-subnet");

    /// <summary>The containers that have their places on it.</summary>
    public IReadOnlyList<ContainerRecord> Running => running;

    private IEnumerable<EndpointRecord> Endpoints => running.Select(record => record.Endpoint).OfType<EndpointRecord>();

    public async Task<(HostNetwork Host, BridgeNetwork Network)> RunAsync(CancellationToken cancellationToken)
    {
        var known = File.Exists(_subnetFile) ? IPNetwork.Parse(File.ReadAllText(_subnetFile)) : (IPNetwork?)null;
        var host = await HostNetwork.StartAsync(Options(known), loggers, cancellationToken);
        try
        {
            var network = await host.EnsureBridgeAsync(
                new BridgeSpec { Number = Number, SubnetV4 = known, Attachments = [.. Endpoints.Select(BridgeConnection.AttachmentOf)] },
                cancellationToken);
            if (known is null)
            {
                await RecordAsync(network.SubnetV4, cancellationToken);
            }

            return (host, network);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private async Task RecordAsync(IPNetwork subnet, CancellationToken cancellationToken)
    {
        // By renaming: half a line, after a crash, would keep every later start from reading it.
        var temporary = _subnetFile + ".new";
        await File.WriteAllTextAsync(temporary, subnet.ToString(), cancellationToken);
        File.Move(temporary, _subnetFile, overwrite: true);
    }

    private HostNetworkOptions Options(IPNetwork? subnet) => new()
    {
        InstanceId = instance.ShortId,
        RunDirectory = instance.Run,
        Bridges = subnet is { } known ? [new BridgeRules { Bridge = new InstanceNames(instance.ShortId).Bridge(Number), SubnetV4 = known }] : [],
        Published = [.. Endpoints.Where(endpoint => endpoint.Ports.Count > 0).Select(BridgeConnection.Publication)],
        Time = time,
    };
}
