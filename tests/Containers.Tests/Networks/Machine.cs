using System.Net;
using System.Net.Sockets;
using System.Text;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Tests.Networks;

/// <summary>A network namespace that plays a computer: the host, a neighbour of it, or a container.</summary>
internal sealed class Machine : IAsyncDisposable
{
    /// <summary>For what must come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>For what must not come: on one machine a packet that is let through is there within a millisecond.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(300);

    private readonly NamespaceThread _thread;
    private readonly List<Socket> _sockets = [];

    private Machine(NamespaceThread thread, NetworkNamespace place, RouteSocket routes)
    {
        _thread = thread;
        Place = place;
        Routes = routes;
    }

    public NetworkNamespace Place { get; }

    public RouteSocket Routes { get; }

    public static async Task<Machine> Create()
    {
        var worker = new NamespaceThread();
        var place = await worker.Create();
        return new Machine(worker, place, await worker.Run(place, () => new RouteSocket()));
    }

    public async ValueTask DisposeAsync()
    {
        _sockets.ForEach(socket => socket.Dispose());
        await _thread.Run(() => true);
        Routes.Dispose();
        Place.Dispose();
        _thread.Dispose();
    }

    public Task<T> Run<T>(Func<T> work) => _thread.Run(Place, work);

    public Task<string> Sysctl(string path) => Run(() => File.ReadAllText($"/proc/sys/net/{path}").Trim());

    public Task SetSysctl(string path, string value) => Run(() =>
    {
        File.WriteAllText($"/proc/sys/net/{path}", value);
        return true;
    });

    /// <summary>Lays a cable to another machine, each end with an address and the length of its network's prefix.</summary>
    public void Connect(string name, string address, Machine other, string otherName, string otherAddress)
    {
        Routes.Execute(new CreateVethPair { Name = new(name), PeerName = new(otherName), PeerNamespace = other.Place.Descriptor });
        SetUp(name, address);
        other.SetUp(otherName, otherAddress);
    }

    public void AddRoute(string destination, string gateway) =>
        Routes.Execute(new AddRoute(new Route { Destination = IPNetwork.Parse(destination), Gateway = IPAddress.Parse(gateway) }));

    public int IndexOf(string name) => Links.Find(Routes, new InterfaceName(name))?.Index ?? throw new InvalidOperationException($"no {name}");

    public async Task<Socket> Open(SocketType type, ProtocolType protocol, AddressFamily family = AddressFamily.InterNetwork)
    {
        var socket = await Run(() => new Socket(family, type, protocol));
        _sockets.Add(socket);
        return socket;
    }

    /// <summary>Serves TCP on a port: who connects is told the address from which they came.</summary>
    public async Task Serve(int port, string address = "0.0.0.0")
    {
        var at = IPAddress.Parse(address);
        var listener = await Open(SocketType.Stream, ProtocolType.Tcp, at.AddressFamily);
        listener.Bind(new IPEndPoint(at, port));
        listener.Listen();
        _ = AnswerAll(listener);
    }

    /// <summary>Connects to a server as above.</summary>
    /// <returns>The address from which the server saw us come.</returns>
    /// <exception cref="SocketException">The connection was refused.</exception>
    /// <exception cref="OperationCanceledException">No answer came within the time.</exception>
    public async Task<string> Ask(string address, int port, TimeSpan? patience = null)
    {
        using var timeout = new CancellationTokenSource(patience ?? Patience);
        var to = IPAddress.Parse(address);
        using var socket = await Run(() => new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        await socket.ConnectAsync(new IPEndPoint(to, port), timeout.Token);
        var buffer = new byte[64];
        var count = await socket.ReceiveAsync(buffer, timeout.Token);
        return Encoding.ASCII.GetString(buffer, 0, count);
    }

    /// <summary>As <see cref="Serve"/>, by UDP.</summary>
    public async Task ServeDatagrams(int port)
    {
        var server = await Open(SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Any, port));
        _ = AnswerDatagrams(server);
    }

    /// <summary>As <see cref="Ask"/>, by UDP; an answer from another address than was asked counts for none.</summary>
    public async Task<string> AskByDatagram(string address, int port, TimeSpan? patience = null)
    {
        using var timeout = new CancellationTokenSource(patience ?? Patience);
        using var socket = await Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(address), port), timeout.Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes("who am I?"), timeout.Token);
        var buffer = new byte[64];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, timeout.Token));
    }

    public Task AssertSilent(string address, int port) =>
        Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ask(address, port, Silence));

    /// <summary>Sends one echo request and awaits its reply.</summary>
    public async Task Ping(string address)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var socket = await Open(SocketType.Raw, ProtocolType.Icmp);
        byte[] request = [8, 0, 0xf7, 0xff, 0, 0, 0, 0];
        var to = new IPEndPoint(IPAddress.Parse(address), 0);
        await socket.SendToAsync(request, to, timeout.Token);
        var buffer = new byte[256];
        while (true)
        {
            var received = await socket.ReceiveFromAsync(buffer, to, timeout.Token);

            // The reply's type is 0, after an IP header of 20 bytes.
            if (received.RemoteEndPoint.Equals(to) && buffer[20] == 0)
            {
                return;
            }
        }
    }

    /// <summary>Gives an interface an address.</summary>
    public void SetUp(string name, string address)
    {
        var index = IndexOf(name);
        var parts = address.Split('/');
        var assigned = new InterfaceAddress(IPAddress.Parse(parts[0]), int.Parse(parts[1]));
        Routes.Execute(new ChangeLink { Index = index, Up = true }, new AddAddress(index, assigned));
    }

    private static async Task AnswerDatagrams(Socket server)
    {
        try
        {
            var buffer = new byte[64];
            while (true)
            {
                var received = await server.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                var from = (received.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "";
                await server.SendToAsync(Encoding.ASCII.GetBytes(from), received.RemoteEndPoint);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The machine was switched off.
        }
    }

    private static async Task AnswerAll(Socket listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptAsync();
                var from = (client.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "";
                await client.SendAsync(Encoding.ASCII.GetBytes(from));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The machine was switched off.
        }
    }
}
