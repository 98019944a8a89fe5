using Gantry.Containers.Instances;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Bridges;
using Gantry.Containers.Networks.Named;
using Gantry.Containers.Networks.Rules;
using Gantry.Linux;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>Brings the bridges of all networks up, with the subnets that they were given when they were made.</summary>
internal sealed partial class BridgeStart(
    Instance instance, NetworkStore networks, IReadOnlyList<ContainerRecord> running, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ILookup<string, EndpointRecord> _endpoints =
        running.SelectMany(record => record.Endpoints).ToLookup(endpoint => endpoint.NetworkId);

    private readonly ILogger _logger = loggers.CreateLogger<BridgeStart>();

    /// <summary>The containers that have their places on them.</summary>
    public IReadOnlyList<ContainerRecord> Running => running;

    public async Task<(HostNetwork Host, Dictionary<string, BridgeNetwork> Networks)> RunAsync(CancellationToken cancellationToken)
    {
        var bridges = networks.All.Where(network => network.Kind == NetworkKind.Bridge).ToList();
        var host = await HostNetwork.StartAsync(Options(bridges), loggers, cancellationToken);
        try
        {
            await host.RemoveBridgesButAsync(bridges.Select(network => network.Number), cancellationToken);
            var found = new Dictionary<string, BridgeNetwork>();
            foreach (var network in bridges)
            {
                try
                {
                    found[network.Id] = await EnsureAsync(host, network, cancellationToken);
                }
                catch (Exception e) when (e is LinuxException or RefusalException && !network.Predefined)
                {
                    // The others shall not do without theirs for it.
                    LogNotUp(_logger, network.Name, e);
                }
            }

            return (host, found);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private async Task<BridgeNetwork> EnsureAsync(HostNetwork host, NetworkRecord network, CancellationToken cancellationToken)
    {
        var attachments = _endpoints[network.Id].Select(BridgeConnection.AttachmentOf).ToList();
        var bridge = await host.EnsureBridgeAsync(NetworkBridges.Spec(network, attachments), cancellationToken);
        if (network.Pools.Count == 0)
        {
            networks.Save(NetworkBridges.Chosen(network, bridge));
        }

        return bridge;
    }

    private HostNetworkOptions Options(IReadOnlyList<NetworkRecord> bridges) => new()
    {
        InstanceId = instance.ShortId,
        RunDirectory = instance.Run,
        Bridges = [.. bridges.Select(network => NetworkBridges.Rules(network, new InstanceNames(instance.ShortId))).OfType<BridgeRules>()],
        Published = [.. running.Select(record => record.Gateway).OfType<EndpointRecord>().Where(endpoint => endpoint.Ports.Count > 0).Select(BridgeConnection.Publication)],
        Time = time,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "The network {Network} could not be brought up; containers that are on it cannot start")]
    private static partial void LogNotUp(ILogger logger, string network, Exception exception);
}
