using System.Text;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.DBus;

/// <summary>A connection to a message bus, used by one thread: calls and waits, nothing happens in between.</summary>
/// <remarks>D-Bus Specification "Authentication Protocol", "Message Bus Specification"</remarks>
public sealed class DBusConnection : IDisposable
{
    private const string Bus = "org.freedesktop.DBus";
    private const string BusPath = "/org/freedesktop/DBus";

    private readonly FileDescriptor _socket;
    private readonly DBusStream _stream;
    private readonly Queue<DBusMessage> _early = new();
    private uint _serial;

    private DBusConnection(FileDescriptor socket)
    {
        _socket = socket;
        _stream = new DBusStream(socket);
    }

    /// <summary>Connects to the bus at a unix socket and says hello.</summary>
    /// <param name="path">The socket's path.</param>
    /// <param name="patience">How long the bus may take to answer.</param>
    /// <exception cref="LinuxException">Nobody listens there.</exception>
    /// <exception cref="DBusException">The bus refuses us, or does not answer.</exception>
    public static DBusConnection Open(string path, TimeSpan patience)
    {
        var connection = new DBusConnection(Kernel.UnixSocket());
        try
        {
            Kernel.ConnectUnix(connection._socket, path);
            connection.Authenticate(patience);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Calls a method and waits for its answer.</summary>
    /// <exception cref="DBusException">The other side answered with an error, or not in time.</exception>
    public DBusMessage Call(DBusMessage call, TimeSpan patience)
    {
        var number = Send(call);
        return Await(message => message.ReplySerial == number, patience);
    }

    /// <summary>Waits for a message for which <paramref name="isWanted"/> answers yes, one that came during a call included. Others are kept.</summary>
    /// <exception cref="DBusException">It is an error, or does not come in time.</exception>
    public DBusMessage Await(Predicate<DBusMessage> isWanted, TimeSpan patience)
    {
        for (var left = _early.Count; left > 0; left--)
        {
            var message = _early.Dequeue();
            if (isWanted(message))
            {
                return Checked(message);
            }

            _early.Enqueue(message);
        }

        var deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (true)
        {
            var message = _stream.Receive(TimeSpan.FromMilliseconds(Math.Max(0, deadline - Environment.TickCount64)));
            if (isWanted(message))
            {
                return Checked(message);
            }

            _early.Enqueue(message);
        }
    }

    /// <summary>Sends a message without waiting for an answer.</summary>
    /// <returns>Its serial.</returns>
    public uint Send(DBusMessage message)
    {
        Kernel.SendAll(_socket, DBusFormat.Write(message with { Serial = ++_serial }).Span);
        return _serial;
    }

    /// <summary>Asks the bus for a further kind of signals; their coming is the only answer.</summary>
    /// <param name="rule">D-Bus Specification "Match Rules".</param>
    public void AddMatch(string rule) => Send(CallBus("AddMatch", rule) with { NoReply = true });

    /// <summary>Takes a name on the bus, by which others can call.</summary>
    public void RequestName(string name, TimeSpan patience)
    {
        var call = CallBus("RequestName", name);
        Call(call with { Signature = "su", Body = new DBusWriter().String(name).UInt32(0).Written }, patience);
    }

    public void Dispose() => _socket.Dispose();

    // The kernel tells the bus who we are. Nothing here depends on an answer, so all is sent at once.
    private void Authenticate(TimeSpan patience)
    {
        Kernel.SendAll(_socket, "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n"u8);
        var hello = Send(CallBus("Hello"));
        foreach (var expected in (ReadOnlySpan<string>)["DATA", "OK "])
        {
            var line = Encoding.ASCII.GetString(_stream.ReceiveLine(patience));
            if (!line.StartsWith(expected, StringComparison.Ordinal))
            {
                throw new DBusException(DBusException.AuthFailed, $"the message bus answers \"{line}\" instead of \"{expected.Trim()}\"");
            }
        }

        Await(message => message.ReplySerial == hello, patience);
    }

    private static DBusMessage CallBus(string member, string? argument = null) => new()
    {
        Type = DBusMessageType.MethodCall,
        Destination = Bus,
        Path = BusPath,
        Interface = Bus,
        Member = member,
        Signature = argument is null ? "" : "s",
        Body = argument is null ? default : new DBusWriter().String(argument).Written,
    };

    private static DBusMessage Checked(DBusMessage message) => message.Type == DBusMessageType.Error
        ? throw new DBusException(
            message.ErrorName ?? "", message.Signature.StartsWith('s') ? new DBusReader(message.Body).String() : "the call failed")
        : message;
}
