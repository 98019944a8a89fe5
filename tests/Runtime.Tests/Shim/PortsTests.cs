using System.Net;
using System.Net.Sockets;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Tests.Shim;

public sealed class PortsTests : ShimTests
{
    private const int Patience = 20_000;

    [Fact]
    public async Task A_tcp_connection_is_relayed_both_ways_with_its_half_close()
    {
        using var container = Listen(IPAddress.Loopback);
        var port = FreePort(IPAddress.IPv6Loopback, SocketType.Stream);
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create(settings => settings with { Ports = [Port("tcp", port, container)] });
        using var outside = Connect(IPAddress.IPv6Loopback, port);
        using var inside = container.Accept();

        var request = new byte[3_000_000];
        new Random(1).NextBytes(request);
        var sending = Task.Factory.StartNew(
            () =>
            {
                outside.Send(request);
                outside.Shutdown(SocketShutdown.Send);
            },
            TaskCreationOptions.LongRunning);
        var received = ReceiveAll(inside);
        await sending;
        inside.Send("and the answer"u8);
        inside.Dispose();

        Assert.Equal(request, received);
        Assert.Equal("and the answer"u8.ToArray(), ReceiveAll(outside));
    }

    [Fact]
    public async Task A_connection_to_a_container_that_does_not_listen_is_closed()
    {
        var nobody = FreePort(IPAddress.Loopback, SocketType.Stream);
        var port = FreePort(IPAddress.IPv6Loopback, SocketType.Stream);
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create(settings => settings with { Ports = [Port("tcp", port, nobody)] });
        using var outside = Connect(IPAddress.IPv6Loopback, port);
        Assert.Empty(ReceiveAll(outside));
    }

    [Fact]
    public async Task A_client_that_does_not_read_holds_no_other_up()
    {
        using var container = Listen(IPAddress.Loopback);
        var port = FreePort(IPAddress.IPv6Loopback, SocketType.Stream);
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create(settings => settings with { Ports = [Port("tcp", port, container)] });
        using var slow = Connect(IPAddress.IPv6Loopback, port);
        using var towardsSlow = container.Accept();
        towardsSlow.Blocking = false;
        while (towardsSlow.Poll(200_000, SelectMode.SelectWrite))
        {
            towardsSlow.Send(new byte[65536], SocketFlags.None, out _);
        }

        Assert.Equal("hello", Echo(container, port));
    }

    [Fact]
    public async Task Connections_over_the_limit_wait_for_an_earlier_one_to_end()
    {
        const int limit = 128;
        using var container = Listen(IPAddress.Loopback);
        var port = FreePort(IPAddress.IPv6Loopback, SocketType.Stream);
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create(settings => settings with { Ports = [Port("tcp", port, container)] });
        var outside = new List<Socket>();
        var inside = new List<Socket>();
        for (var i = 0; i < limit; i++)
        {
            outside.Add(Connect(IPAddress.IPv6Loopback, port));
            inside.Add(container.Accept());
        }

        outside.Add(Connect(IPAddress.IPv6Loopback, port));
        Assert.False(container.Poll(200_000, SelectMode.SelectRead));
        outside[0].Dispose();
        inside[0].Dispose();
        inside.Add(container.Accept());

        outside[limit].Send("after all"u8);
        outside[limit].Shutdown(SocketShutdown.Send);
        Assert.Equal("after all"u8.ToArray(), ReceiveAll(inside[limit]));
        outside.Concat(inside).ToList().ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task A_connection_that_stands_still_costs_no_time()
    {
        using var container = Listen(IPAddress.Loopback);
        var port = FreePort(IPAddress.IPv6Loopback, SocketType.Stream);
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create(settings => settings with { Ports = [Port("tcp", port, container)] });
        using var outside = Connect(IPAddress.IPv6Loopback, port);
        using var inside = container.Accept();

        // Full in one direction, ended in the other.
        outside.Blocking = false;
        while (outside.Poll(200_000, SelectMode.SelectWrite))
        {
            outside.Send(new byte[65536], SocketFlags.None, out _);
        }

        inside.Shutdown(SocketShutdown.Send);
        var before = CpuTime.Of(shim.Pid);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.InRange(CpuTime.Of(shim.Pid) - before, 0, 50);
    }

    [Fact]
    public async Task Datagrams_are_relayed_and_answers_find_their_client()
    {
        using var container = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)) { Client = { ReceiveTimeout = Patience } };
        var port = FreePort(IPAddress.IPv6Loopback, SocketType.Dgram);
        await using var shim = await Start(new TestBundle("sleep 1000"));
        var inside = ((IPEndPoint)container.Client.LocalEndPoint!).Port;
        using var client = shim.Create(settings => settings with { Ports = [Port("udp", port, inside)] });
        using var one = DatagramsTo(port);
        using var two = DatagramsTo(port);

        one.Send("from one"u8);
        two.Send("from two"u8);
        for (var i = 0; i < 2; i++)
        {
            var from = default(IPEndPoint);
            container.Send(container.Receive(ref from), from);
        }

        var sender = default(IPEndPoint);
        Assert.Equal("from two"u8.ToArray(), two.Receive(ref sender));
        Assert.Equal("from one"u8.ToArray(), one.Receive(ref sender));
    }

    [Fact]
    public async Task A_datagram_client_over_the_limit_takes_the_place_of_the_one_that_was_silent_longest()
    {
        const int limit = 128;
        using var container = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)) { Client = { ReceiveTimeout = Patience } };
        var port = FreePort(IPAddress.IPv6Loopback, SocketType.Dgram);
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create(settings => settings with { Ports = [Port("udp", port, ((IPEndPoint)container.Client.LocalEndPoint!).Port)] });
        var clients = Enumerable.Range(0, limit + 1).Select(_ => DatagramsTo(port)).ToList();
        var seenAs = clients.Select(outside => SeenAs(outside, container)).ToList();

        // The second is still known as who it was, the first is not.
        Assert.Equal(seenAs[1], SeenAs(clients[1], container));
        Assert.Equal(seenAs[limit], SeenAs(clients[limit], container));
        Assert.NotEqual(seenAs[0], SeenAs(clients[0], container));
        clients.ForEach(outside => outside.Dispose());
    }

    [Fact]
    public async Task An_answer_comes_from_the_address_that_was_asked()
    {
        using var container = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)) { Client = { ReceiveTimeout = Patience } };
        var inside = ((IPEndPoint)container.Client.LocalEndPoint!).Port;
        var port = FreePort(IPAddress.Loopback, SocketType.Dgram);
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create(settings => settings with { Ports = [Port("udp", port, inside) with { HostAddress = "0.0.0.0" }] });
        using var outside = new UdpClient(AddressFamily.InterNetwork) { Client = { ReceiveTimeout = Patience } };
        outside.Connect(IPAddress.Parse("127.0.0.77"), port);

        outside.Send("question"u8);
        var from = default(IPEndPoint);
        container.Send(container.Receive(ref from), from);

        Assert.Equal("question"u8.ToArray(), outside.Receive(ref from));
    }

    [Fact]
    public async Task The_next_container_has_the_port_although_connections_of_the_last_are_not_forgotten()
    {
        using var container = Listen(IPAddress.Loopback);
        var port = FreePort(IPAddress.IPv6Loopback, SocketType.Stream);
        for (var run = 0; run < 2; run++)
        {
            await using var shim = await Start(new TestBundle("sleep 1000"));
            using var client = shim.Create(settings => settings with { Ports = [Port("tcp", port, container)] });
            Assert.Equal("hello", Echo(container, port));

            // Still open when the container ends: our side closes it first and is the one that waits.
            using var outside = Connect(IPAddress.IPv6Loopback, port);
            using var inside = container.Accept();
            Delete(shim);
            Assert.Empty(ReceiveAll(outside));
        }
    }

    [Theory]
    [InlineData("tcp", SocketType.Stream)]
    [InlineData("udp", SocketType.Dgram)]
    public async Task A_port_that_somebody_has_is_refused_in_dockers_words(string protocol, SocketType type)
    {
        using var other = new Socket(AddressFamily.InterNetwork, type, ProtocolType.Unspecified);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)other.LocalEndPoint!).Port;
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Connect();
        var taken = Port(protocol, port, 80) with { HostAddress = "0.0.0.0", ContainerAddress = "172.17.0.2" };

        Assert.Equal(
            $"failed to bind host port for 0.0.0.0:{port}:172.17.0.2:80/{protocol}: address already in use",
            client.Refused(FrameKind.Create, shim.Settings with { Ports = [taken] }));
        Assert.False(File.Exists(shim.ExitPath));

        // The refusal has left nothing behind: the same shim makes the container without the port.
        client.Ask(FrameKind.Create, shim.Settings, FrameKind.Started);
    }

    [Fact]
    public async Task A_held_port_is_taken_and_free_again_when_the_end_is_told()
    {
        var port = FreePort(IPAddress.Loopback, SocketType.Stream);
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var subscriber = shim.Connect();
        subscriber.Do(FrameKind.Subscribe);
        using var client = shim.Create(settings => settings with { Ports = [Port("tcp", port, 80) with { HostAddress = "127.0.0.1", ContainerAddress = "" }] });
        Assert.Equal(SocketError.AddressAlreadyInUse, TryBind(port));

        client.Do(FrameKind.Signal, Kill);
        subscriber.AwaitExit();

        Assert.Equal(SocketError.Success, TryBind(port));
    }

    private static HeldPort Port(string protocol, int port, Socket container) => Port(protocol, port, ((IPEndPoint)container.LocalEndPoint!).Port);

    private static HeldPort Port(string protocol, int port, int containerPort) =>
        new() { Protocol = protocol, HostAddress = "::1", HostPort = port, ContainerAddress = "127.0.0.1", ContainerPort = containerPort };

    private static Socket Listen(IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        socket.Listen();
        return socket;
    }

    private static string Echo(Socket container, int port)
    {
        using var outside = Connect(IPAddress.IPv6Loopback, port);
        using var inside = container.Accept();
        outside.Send("hello"u8);
        outside.Shutdown(SocketShutdown.Send);
        inside.Send(ReceiveAll(inside));
        inside.Dispose();
        return System.Text.Encoding.ASCII.GetString(ReceiveAll(outside));
    }

    private static Socket Connect(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = Patience, SendTimeout = Patience };
        socket.Connect(address, port);
        return socket;
    }

    private static UdpClient DatagramsTo(int port)
    {
        var client = new UdpClient(AddressFamily.InterNetworkV6) { Client = { ReceiveTimeout = Patience } };
        client.Connect(IPAddress.IPv6Loopback, port);
        return client;
    }

    /// <summary>Where the container sees a client's datagram come from.</summary>
    private static IPEndPoint SeenAs(UdpClient outside, UdpClient container)
    {
        var from = default(IPEndPoint);
        outside.Send("hello"u8);
        container.Receive(ref from);
        return from;
    }

    private static int FreePort(IPAddress address, SocketType type)
    {
        using var socket = new Socket(address.AddressFamily, type, ProtocolType.Unspecified);
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static SocketError TryBind(int port)
    {
        // As most servers do: an address in use is then one on which somebody listens.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    private static byte[] ReceiveAll(Socket socket)
    {
        socket.ReceiveTimeout = Patience;
        var all = new MemoryStream();
        var buffer = new byte[65536];
        for (var count = socket.Receive(buffer); count > 0; count = socket.Receive(buffer))
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }
}
