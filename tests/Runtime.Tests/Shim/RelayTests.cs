using System.Net;
using System.Net.Sockets;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Netlink;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Events;
using Gantry.Runtime.Shim.Ports;
using Gantry.ShimProtocol.Messages;
using UdpClient = System.Net.Sockets.UdpClient;

namespace Gantry.Runtime.Tests.Shim;

/// <summary>The relays in a network of their own, whose host has an IPv6 address beside <c>::1</c>.</summary>
public sealed class RelayTests : IAsyncLifetime
{
    private const string HostAddress = "2001:db8::1";
    private const int HostPort = 8080;
    private const int ContainerPort = 9090;
    private const int Patience = 20_000;

    private readonly EventLoop _loop = new();
    private readonly Gantry.Linux.FileDescriptor _stop = Kernel.EventFd();
    private readonly NamespaceThread _loopThread = new();
    private readonly NamespaceThread _clientThread = new();
    private NetworkNamespace? _network;
    private Task _running = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _network = await _clientThread.Create();
        await Inside(() =>
        {
            using var routes = new RouteSocket();
            routes.Execute(new AddAddress(Links.Find(routes, new InterfaceName("lo"))!.Index, new(IPAddress.Parse(HostAddress), 128)));

            // The kernel takes packets to a new IPv6 address once a worker of its own has let it.
            using var probe = new UdpClient(new IPEndPoint(IPAddress.IPv6Any, 0));
            do
            {
                probe.Send("there?"u8, new IPEndPoint(IPAddress.Parse(HostAddress), ((IPEndPoint)probe.Client.LocalEndPoint!).Port));
            }
            while (!probe.Client.Poll(10_000, SelectMode.SelectRead));
        });
    }

    [Fact]
    public async Task A_connection_to_any_address_of_the_hosts_is_relayed()
    {
        await Relay(() => new TcpRelay(_loop, Port("tcp")));
        await Inside(() =>
        {
            using var container = new TcpListener(IPAddress.Loopback, ContainerPort);
            container.Start();
            using var outside = new TcpClient(AddressFamily.InterNetworkV6) { ReceiveTimeout = Patience };
            outside.Connect(IPAddress.Parse(HostAddress), HostPort);
            using var inside = container.AcceptSocket();
            inside.Send("welcome"u8);
            var answer = new byte["welcome".Length];
            outside.GetStream().ReadExactly(answer);
            Assert.Equal("welcome"u8.ToArray(), answer);
        });
    }

    [Fact]
    public async Task A_datagram_to_any_address_of_the_hosts_is_relayed_and_answered_from_there()
    {
        await Relay(() => new UdpRelay(_loop, Port("udp")));
        await Inside(() =>
        {
            using var container = Container();
            using var outside = Outside();
            outside.Send("question"u8);
            var from = default(IPEndPoint);
            container.Send(container.Receive(ref from), from);
            Assert.Equal("question"u8.ToArray(), outside.Receive(ref from));
            Assert.Equal(new IPEndPoint(IPAddress.Parse(HostAddress), HostPort), from);
        });
    }

    [Fact]
    public async Task A_datagram_client_that_is_silent_for_long_is_forgotten()
    {
        const int idle = 100;
        var later = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Relay(() =>
        {
            // Clients are looked at once in that time: after three, one that said nothing is gone.
            _loop.After(20 * idle, later.SetResult);
            return new UdpRelay(_loop, Port("udp"), idle);
        });
        var (container, outside) = await Inside(() => (Container(), Outside()));
        using (container)
        using (outside)
        {
            var first = SeenAs(outside, container);
            Assert.Equal(first, SeenAs(outside, container));
            await later.Task.WaitAsync(TimeSpan.FromMilliseconds(Patience), TestContext.Current.CancellationToken);
            Assert.NotEqual(first, SeenAs(outside, container));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kernel.Write(_stop, BitConverter.GetBytes(1L));
        await _running;
        _loop.Dispose();
        _stop.Dispose();
        _loopThread.Dispose();
        _clientThread.Dispose();
        _network?.Dispose();
    }

    /// <summary>Runs the loop with a relay on it; both are of the loop's thread.</summary>
    private async Task Relay(Func<IDisposable> start)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running = _loopThread.Run(_network!, () =>
        {
            using var relay = start();
            _loop.Watch(_stop, EpollEvents.Readable, _ => _loop.Stop());
            ready.SetResult();
            _loop.Run();
            return 0;
        });
        await await Task.WhenAny(ready.Task, _running);
    }

    private Task Inside(Action work) => Inside(() =>
    {
        work();
        return 0;
    });

    private Task<T> Inside<T>(Func<T> work) => _clientThread.Run(_network!, work);

    private static HeldPort Port(string protocol) =>
        new() { Protocol = protocol, HostAddress = "::", HostPort = HostPort, ContainerAddress = "127.0.0.1", ContainerPort = ContainerPort };

    private static UdpClient Container() => new(new IPEndPoint(IPAddress.Loopback, ContainerPort)) { Client = { ReceiveTimeout = Patience } };

    private static UdpClient Outside()
    {
        var client = new UdpClient(AddressFamily.InterNetworkV6) { Client = { ReceiveTimeout = Patience } };
        client.Connect(IPAddress.Parse(HostAddress), HostPort);
        return client;
    }

    private static IPEndPoint SeenAs(UdpClient outside, UdpClient container)
    {
        var from = default(IPEndPoint);
        outside.Send("hello"u8);
        container.Receive(ref from);
        return from;
    }
}
