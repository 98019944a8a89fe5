using Gantry.Linux.Syscalls;

namespace Gantry.Linux.DBus;

/// <summary>Cuts what a bus sends into lines, while it authenticates, and then into messages.</summary>
internal sealed class DBusStream(FileDescriptor socket)
{
    private byte[] _buffer = new byte[4096];
    private int _filled;

    /// <summary>A line without its end.</summary>
    public byte[] ReceiveLine(TimeSpan patience)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n"u8)) < 0)
        {
            Fill(patience);
        }

        return Take(end + 2)[..end];
    }

    /// <exception cref="DBusException">The bus went away, or sent nothing in time.</exception>
    public DBusMessage Receive(TimeSpan patience)
    {
        while (_filled < DBusFormat.FixedHeaderBytes)
        {
            Fill(patience);
        }

        var length = DBusFormat.Length(_buffer);
        while (_filled < length)
        {
            Fill(patience);
        }

        return DBusFormat.Read(Take(length));
    }

    private byte[] Take(int count)
    {
        var taken = _buffer[..count];
        _filled -= count;
        System.Buffer.BlockCopy(_buffer, count, _buffer, 0, _filled);
        return taken;
    }

    private void Fill(TimeSpan patience)
    {
        if (_filled == _buffer.Length)
        {
            if (_filled >= DBusFormat.MaxMessageBytes)
            {
                throw new DBusException(DBusException.Malformed, $"a D-Bus message is longer than {DBusFormat.MaxMessageBytes} bytes");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        if (Kernel.Poll([new PollEntry(socket, PollEvents.Readable)], (int)patience.TotalMilliseconds) == 0)
        {
            throw new DBusException(DBusException.NoReply, $"the message bus has not answered within {patience.TotalSeconds} s");
        }

        var count = Kernel.Read(socket, _buffer.AsSpan(_filled));
        _filled += count > 0 ? count : throw new DBusException(DBusException.Disconnected, "the message bus has closed the connection");
    }
}
