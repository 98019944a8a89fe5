using Gantry.Runtime.Shim.Wire;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim;

/// <summary>Who is told of each process's end, the ends of the past included.</summary>
internal sealed class Subscribers
{
    /// <summary>Ends that are remembered for subscribers to come; the oldest are forgotten first. The container's own is in its journal anyway.</summary>
    public const int MaxRemembered = 256;

    private readonly List<Connection> _connections = [];
    private readonly Queue<ProcessExit> _exits = [];

    public void Add(Connection connection)
    {
        _connections.Add(connection);
        foreach (var exit in _exits)
        {
            Tell(connection, exit);
        }
    }

    public void Remove(Connection connection) => _connections.Remove(connection);

    public void Tell(ProcessExit exit)
    {
        _exits.Enqueue(exit);
        if (_exits.Count > MaxRemembered)
        {
            _exits.Dequeue();
        }

        foreach (var connection in _connections.ToArray())
        {
            Tell(connection, exit);
        }
    }

    private static void Tell(Connection connection, ProcessExit exit)
    {
        connection.Send(FrameKind.Exited, exit);
        if (connection.IsFull)
        {
            // It has not read for thousands of ends; it will learn of them all when it comes again.
            connection.Close();
        }
    }
}
