using System.Text;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Events;
using Gantry.Runtime.Shim.Wire;

namespace Gantry.Runtime.Shim;

/// <summary>The supervisor of one container, as long as that lives: what its parts share.</summary>
internal sealed class ContainerShim
{
    /// <summary>Clients at a time; more wait in the socket's backlog.</summary>
    private const int MaxConnections = 512;

    /// <summary>How long a shim without container and client waits for one, in milliseconds: its daemon may have died between the two.</summary>
    private const long UnusedMilliseconds = 30_000;

    private readonly FileDescriptor _listening;
    private readonly Watch _arrivals;
    private readonly List<Connection> _connections = [];
    private int _lastNumber;

    public ContainerShim(FileDescriptor listening)
    {
        _listening = listening;
        Loop = new EventLoop { Faulted = e => Complain(e.ToString()) };
        Children = new Children(Loop);
        Container = new Container(Loop);
        Operations = new Operations(this);
        Ending = new Ending(this);
        _arrivals = Loop.Watch(listening, EpollEvents.Readable, _ => Accept());
        EndIfUnused();
    }

    public EventLoop Loop { get; }

    public Children Children { get; }

    public Container Container { get; }

    public ExecTable Execs { get; } = new();

    public Subscribers Subscribers { get; } = new();

    public Operations Operations { get; }

    public Ending Ending { get; }

    /// <summary>Null before the container is created.</summary>
    public ContainerEnd? End { get; set; }

    /// <summary>Bytes that clients have not taken yet.</summary>
    public int PendingBytes
    {
        get
        {
            var sum = 0;
            foreach (var connection in _connections)
            {
                sum += connection.PendingBytes;
            }

            return sum;
        }
    }

    /// <summary>Says on standard error what nobody asked about.</summary>
    public static void Complain(string text)
    {
        using var standardError = FileDescriptor.Borrow(2);
        _ = Kernel.TryWrite(standardError, Encoding.UTF8.GetBytes($"shim: {text}\n"), out _);
    }

    /// <summary>A number that no other caller has been given.</summary>
    public int NextNumber() => ++_lastNumber;

    public void Run() => Loop.Run();

    /// <summary>Takes no more clients: there is no container for them any more.</summary>
    public void TurnAway()
    {
        _arrivals.Dispose();
        _listening.Dispose();
    }

    public void ConnectionClosed(Connection connection)
    {
        _connections.Remove(connection);
        Subscribers.Remove(connection);
        _arrivals.Interest = EpollEvents.Readable;
        EndIfUnused();
        Ending.Check();
    }

    private void Accept()
    {
        if (_connections.Count >= MaxConnections)
        {
            _arrivals.Interest = EpollEvents.None;
            return;
        }

        if (Kernel.TryAccept(_listening, out var errno, SocketFlags.NonBlocking) is { } socket)
        {
            _connections.Add(new Connection(Loop, socket, new RequestRole(this)));
        }
        else if (errno is Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM)
        {
            // Until a connection is closed, asking again would be answered the same.
            _arrivals.Interest = EpollEvents.None;
        }
    }

    private void EndIfUnused()
    {
        if (_connections.Count == 0 && !Container.IsCreated)
        {
            Loop.After(UnusedMilliseconds, () =>
            {
                if (_connections.Count == 0 && !Container.IsCreated)
                {
                    Loop.Stop();
                }
            });
        }
    }
}
