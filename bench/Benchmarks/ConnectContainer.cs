using System.Diagnostics;
using System.Net;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Bridges;
using Gantry.Containers.Networks.Ports;
using Gantry.Containers.Networks.Rules;
using Gantry.Linux;
using Gantry.Linux.Namespaces;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Bench.Benchmarks;

/// <summary>What it costs the daemon to give a container its network, step by step, on a host with a hundred containers that publish ten ports each.</summary>
internal static class ConnectContainer
{
    private const string Whole = "gantry";
    private const int Neighbours = 100;
    private const int PortsOfEach = 10;
    private const int Count = 200;

    /// <summary>A namespace, an address, a cable and a route, and all of it taken away again; no port, so no packet rule.</summary>
    public static Task<IReadOnlyList<Figure>> MeasureWithoutPorts() => Measure([]);

    /// <summary>As the other, with one published port.</summary>
    public static Task<IReadOnlyList<Figure>> MeasureWithPort() => Measure([Port(8080)]);

    private static async Task<IReadOnlyList<Figure>> Measure(IReadOnlyList<PortBinding> ports)
    {
        var folder = Directory.CreateTempSubdirectory("gantry-bench-").FullName;
        using var machine = new NamespaceThread();
        using var place = await machine.Create();
        var options = new HostNetworkOptions { InstanceId = "bench", RunDirectory = folder, Namespace = place };
        await using var host = await HostNetwork.StartAsync(options, NullLoggerFactory.Instance, CancellationToken.None);
        var network = await host.EnsureBridgeAsync(new BridgeSpec { Number = 0 }, CancellationToken.None);
        var neighbours = new List<NetworkNamespace>();
        for (var i = 0; i < Neighbours; i++)
        {
            neighbours.Add(await host.Namespaces.Create());
            var attachment = await network.AttachAsync(neighbours[i], new AttachmentRequest());
            var first = 10_000 + (i * PortsOfEach);
            await host.Rules.PublishAsync(Endpoint(attachment, [.. Enumerable.Range(first, PortsOfEach).Select(Port)]));
        }

        var steps = new Steps();
        for (var i = 0; i < Count; i++)
        {
            await Once(host, network, Path.Combine(folder, "pin"), ports, steps);
        }

        neighbours.ForEach(neighbour => neighbour.Dispose());
        await host.DownAsync(CancellationToken.None);
        Directory.Delete(folder, recursive: true);
        return steps.Figures;
    }

    private static async Task Once(HostNetwork host, BridgeNetwork network, string pin, IReadOnlyList<PortBinding> ports, Steps steps)
    {
        steps.Begin();
        var place = await host.Namespaces.CreatePinned(pin);
        steps.End("make its namespace");
        var attachment = await network.AttachAsync(place, new AttachmentRequest { Hairpin = ports.Count > 0 });
        steps.End("lay its cable");
        if (ports.Count > 0)
        {
            await host.Rules.PublishAsync(Endpoint(attachment, ports));
            steps.End("publish its ports");
        }

        steps.EndOfConnecting();
        place.Dispose();
        if (ports.Count > 0)
        {
            await host.Rules.UnpublishAsync(attachment.AddressV4.Address);
            steps.End("unpublish its ports");
        }

        network.Detach(attachment);
        steps.End("cut its cable");
        NetworkNamespace.DeletePin(pin);
        steps.End("let its namespace go");
    }

    private static PublishedEndpoint Endpoint(Attachment attachment, IReadOnlyList<PortBinding> ports) =>
        new() { AddressV4 = attachment.AddressV4.Address, Ports = ports };

    private static PortBinding Port(int number) =>
        new() { Protocol = IpProtocol.Tcp, HostAddress = IPAddress.Any, HostPort = (ushort)number, ContainerPort = 80 };

    /// <summary>The times of each step, over all rounds.</summary>
    private sealed class Steps
    {
        private readonly Dictionary<string, List<double>> _times = [];
        private long _start;
        private double _sum;

        public IReadOnlyList<Figure> Figures => [.. _times.Select(step => new Figure(step.Key, Rounds.Median(step.Value), "ms", IsStep: step.Key != Whole))];

        public void Begin()
        {
            _sum = 0;
            _times.TryAdd(Whole, []);
            _start = Stopwatch.GetTimestamp();
        }

        public void End(string step)
        {
            var elapsed = Stopwatch.GetElapsedTime(_start).TotalMilliseconds;
            _sum += elapsed;
            _times.TryAdd(step, []);
            _times[step].Add(elapsed);
            _start = Stopwatch.GetTimestamp();
        }

        public void EndOfConnecting() => _times[Whole].Add(_sum);
    }
}
