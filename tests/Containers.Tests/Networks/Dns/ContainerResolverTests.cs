using System.Net;
using System.Net.Sockets;
using Gantry.Containers.Networks.Dns;
using Gantry.Containers.Networks.Dns.Serving;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Containers.Tests.Networks.Dns;

/// <summary>Sockets that somebody else keeps, served by one daemon after the other.</summary>
public sealed class ContainerResolverTests : IAsyncLifetime
{
    private readonly KnownNames _names = new() { ["web"] = ["172.18.0.2"] };
    private readonly Socket _datagrams = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ValueTask InitializeAsync()
    {
        _datagrams.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.11"), 0));
        _listening.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.11"), 0));
        _listening.Listen();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _datagrams.Dispose();
        _listening.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Queries_that_come_between_two_daemons_wait_for_the_second()
    {
        using var client = AskByDatagram();
        using var stream = AskByStream();
        await using (Serve())
        {
            Assert.Equal(["172.18.0.2"], Message.Addresses(await Receive(client)));
            Assert.Equal(["172.18.0.2"], Message.Addresses((await Receive(stream))[2..]));
        }

        // Nobody serves now, and the sockets are as they were.
        using var waiting = AskByDatagram();
        using var waitingStream = AskByStream();
        await using (Serve())
        {
            Assert.Equal(["172.18.0.2"], Message.Addresses(await Receive(waiting)));
            Assert.Equal(["172.18.0.2"], Message.Addresses((await Receive(waitingStream))[2..]));
        }
    }

    [Fact]
    public async Task Two_questions_of_one_connection_are_answered_in_their_order()
    {
        await using var resolver = Serve();
        using var stream = AskByStream(1, 2);
        var first = await Receive(stream);
        var second = first.Length > 60 ? first[(first.Length / 2)..] : await Receive(stream);
        Assert.Equal((1, 2), (Message.Id(first[2..]), Message.Id(second[2..])));
    }

    [Fact]
    public async Task Connections_above_the_limit_are_closed_and_the_others_served()
    {
        await using var resolver = Serve();
        var kept = new List<Socket>();
        for (var i = 0; i < ContainerResolver.MaxConnections; i++)
        {
            kept.Add(AskByStream());
            await Receive(kept[i]);
        }

        using var tooMany = AskByStream();
        Assert.True(await IsClosed(tooMany));
        kept[0].Send(Frame(9));
        Assert.Equal(9, Message.Id((await Receive(kept[0]))[2..]));
        kept.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Queries_above_the_limit_are_dropped_and_come_again()
    {
        var gate = new TaskCompletionSource<Socket>();
        var server = new DnsServer([new ContainerZone(_names)], TimeProvider.System);
        var asker = new DnsAsker { Id = KnownNames.Asker, Servers = [IPAddress.Loopback], Open = (_, _) => gate.Task };
        await using var resolver = new ContainerResolver(server, asker, Share(_datagrams), Share(_listening), NullLogger.Instance);
        for (var i = 0; i < ContainerResolver.MaxQueries; i++)
        {
            using var stuck = AskByDatagram("elsewhere");
        }

        using var dropped = AskByDatagram();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Receive(dropped, Machine.Silence));
        gate.SetException(new SocketException((int)SocketError.NetworkUnreachable));

        // The places come back one by one.
        byte[]? answer = null;
        while (answer is null)
        {
            dropped.Send(Message.Ask("web"));
            answer = await TryReceive(dropped);
        }

        Assert.Equal(["172.18.0.2"], Message.Addresses(answer));
    }

    private static async Task<byte[]?> TryReceive(Socket socket)
    {
        try
        {
            return await Receive(socket, Machine.Silence);
        }
        catch (OperationCanceledException)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private static Socket Share(Socket socket)
    {
        using var borrowed = FileDescriptor.Borrow((int)socket.Handle);
        return new Socket(new SafeSocketHandle(Kernel.DuplicateAbove(borrowed).Release(), ownsHandle: true));
    }

    private static byte[] Frame(ushort id) => [.. Message.Short(Message.Ask("web").Length), .. Message.Ask("web", id: id)];

    // By an end, or where the question has not been read, a reset.
    private static async Task<bool> IsClosed(Socket socket)
    {
        try
        {
            return (await Receive(socket)).Length == 0;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    private static async Task<byte[]> Receive(Socket socket, TimeSpan? patience = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(patience ?? Machine.Patience);
        var buffer = new byte[4096];
        return buffer[..await socket.ReceiveAsync(buffer, limit.Token)];
    }

    private ContainerResolver Serve() =>
        new(new DnsServer([new ContainerZone(_names)], TimeProvider.System), KnownNames.AskerOnNoNetwork, Share(_datagrams), Share(_listening), NullLogger.Instance);

    private Socket AskByDatagram(string name = "web")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(_datagrams.LocalEndPoint ?? throw new InvalidOperationException("not bound"));
        socket.Send(Message.Ask(name));
        return socket;
    }

    private Socket AskByStream(params ushort[] ids)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(_listening.LocalEndPoint ?? throw new InvalidOperationException("not bound"));
        foreach (var id in ids.Length == 0 ? [1] : ids)
        {
            socket.Send(Frame(id));
        }

        return socket;
    }
}
