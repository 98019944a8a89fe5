using System.Collections.Concurrent;
using Gantry.Containers.Instances;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Bridges;
using Gantry.Linux.Namespaces;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>The network of containers that ask for no other. Made ready in the background: the first container waits for it, the daemon does not.</summary>
internal sealed class DefaultBridge : IAsyncDisposable
{
    private readonly string _namespaces;
    private readonly Func<IReadOnlyList<ContainerRecord>, BridgeStart> _start;
    private readonly ConcurrentDictionary<ContainerId, BridgeConnection> _connections = new();
    private readonly CancellationTokenSource _stop = new();
    private Task<Ready>? _ready;

    public DefaultBridge(Instance instance, TimeProvider time, ILoggerFactory loggers)
    {
        _namespaces = instance.NetworkNamespaces;
        Directory.CreateDirectory(_namespaces);
        _start = running => new BridgeStart(instance, running, time, loggers);
    }

    /// <summary>Begins to make it ready.</summary>
    /// <param name="running">The containers that run already: those that are on the bridge keep their places.</param>
    public void Begin(IEnumerable<ContainerRecord> running)
    {
        var connected = running.Where(record => record.Endpoint is not null).ToList();
        DeletePinsBut(connected);
        var start = _start(connected);
        _ready = Task.Run(() => StartAsync(start));
    }

    /// <summary>Gives a container a namespace with a place on the bridge, and its ports.</summary>
    /// <exception cref="ConflictException">A port is taken.</exception>
    public async Task<ContainerConnection> ConnectAsync(ContainerRecord record)
    {
        var ready = await (_ready ?? throw new InvalidOperationException("the bridge has not begun"));
        var connection = new BridgeConnection(ready.Host, ready.Network, PinOf(record.Id));
        _connections[record.Id] = connection;
        var endpoint = await connection.OpenAsync(record);
        return new ContainerConnection { NamespacePath = PinOf(record.Id), Endpoint = endpoint, HeldPorts = connection.HeldPorts };
    }

    /// <summary>Takes a container off the bridge, however far it came.</summary>
    public async Task DisconnectAsync(ContainerRecord record)
    {
        if (_connections.TryRemove(record.Id, out var connection))
        {
            await connection.CloseAsync();
        }
        else
        {
            // Of a run that ended while no daemon looked: the cable goes with its namespace, and the rules were never taken up.
            NetworkNamespace.DeletePin(PinOf(record.Id));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            if (_ready is not null)
            {
                await (await _ready).Host.DisposeAsync();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or RefusalException)
        {
            // It never came to be, which whoever needed it has been told.
        }

        _stop.Dispose();
    }

    // Of runs that a crash cut short before, or after, they were on record.
    private void DeletePinsBut(IReadOnlyList<ContainerRecord> running)
    {
        var kept = running.Select(record => record.Id.Hex).ToHashSet();
        foreach (var pin in Directory.EnumerateFiles(_namespaces).Where(pin => !kept.Contains(Path.GetFileName(pin))))
        {
            NetworkNamespace.DeletePin(pin);
        }
    }

    private string PinOf(ContainerId id) => Path.Combine(_namespaces, id.Hex);

    private async Task<Ready> StartAsync(BridgeStart start)
    {
        var (host, network) = await start.RunAsync(_stop.Token);
        foreach (var record in start.Running)
        {
            if (record.Endpoint is { } endpoint)
            {
                _connections[record.Id] = BridgeConnection.TakeUp(host, network, PinOf(record.Id), endpoint);
            }
        }

        return new Ready(host, network);
    }

    private sealed record Ready(HostNetwork Host, BridgeNetwork Network);
}
