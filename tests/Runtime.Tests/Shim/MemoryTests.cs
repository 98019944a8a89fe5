using System.Net;
using System.Net.Sockets;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Tests.Shim;

/// <summary>What an idle container costs, its shim included, with as many beside it as share the runtime's file.</summary>
public sealed class MemoryTests : ShimTests
{
    private const int Containers = 5;
    private const int LimitKilobytes = 2048;

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task An_idle_container_costs_less_than_two_megabytes(int ports)
    {
        var shims = new List<RunningShim>();
        try
        {
            var costs = new List<long>();
            for (var i = 0; i < Containers; i++)
            {
                var shim = await Start(new TestBundle("echo hello; exec sleep 1000"));
                shims.Add(shim);
                using var streams = shim.Attach();
                using var client = shim.Create(settings => settings with { Ports = [.. Enumerable.Range(0, ports).Select(_ => FreePort())] });
                streams.OutputUntil("hello");
            }

            foreach (var shim in shims)
            {
                using var client = shim.Connect();
                costs.Add(Kilobytes(shim.Pid) + Kilobytes(client.Status().Pid));
                Assert.InRange(Directory.GetDirectories($"/proc/{shim.Pid}/task").Length, 1, 3);
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"{ports} ports: {string.Join(", ", costs)} kB");
            Assert.All(costs, cost => Assert.InRange(cost, 1, LimitKilobytes));
        }
        finally
        {
            foreach (var shim in shims)
            {
                await shim.DisposeAsync();
            }
        }
    }

    private static HeldPort FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return new() { Protocol = "tcp", HostAddress = "::1", HostPort = port, ContainerAddress = "127.0.0.1", ContainerPort = port };
    }

    private static long Kilobytes(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }
}
