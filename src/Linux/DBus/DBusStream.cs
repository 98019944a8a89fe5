using Gantry.Linux.Syscalls;

namespace Gantry.Linux.DBus;

/// <summary>Cuts what a bus sends into lines, while it authenticates, and then into messages.</summary>
internal sealed class DBusStream(FileDescriptor socket)
{
    private byte[] buffer = new byte[4096];
    private int filled;

    /// <summary>A line without its end.</summary>
    public byte[] ReceiveLine(TimeSpan patience)
    {
        int end;
        while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n"u8)) < 0)
        {
            Fill(patience);
        }

        return Take(end + 2)[..end];
    }

    /// <exception cref="DBusException">The bus went away, or sent nothing in time.</exception>
    public DBusMessage Receive(TimeSpan patience)
    {
        while (filled < DBusFormat.FixedHeaderBytes)
        {
            Fill(patience);
        }

        var length = DBusFormat.Length(buffer);
        while (filled < length)
        {
            Fill(patience);
        }

        return DBusFormat.Read(Take(length));
    }

    private byte[] Take(int count)
    {
        var taken = buffer[..count];
        filled -= count;
        System.Buffer.BlockCopy(buffer, count, buffer, 0, filled);
        return taken;
    }

    private void Fill(TimeSpan patience)
    {
        if (filled == buffer.Length)
        {
            if (filled >= DBusFormat.MaxMessageBytes)
            {
                throw new DBusException(DBusException.Malformed, $"a D-Bus message is longer than {DBusFormat.MaxMessageBytes} bytes");
            }

            Array.Resize(ref buffer, buffer.Length * 2);
        }

        if (Kernel.Poll([new PollEntry(socket, PollEvents.Readable)], (int)patience.TotalMilliseconds) == 0)
        {
            throw new DBusException(DBusException.NoReply, $"the message bus has not answered within {patience.TotalSeconds} s");
        }

        var count = Kernel.Read(socket, buffer.AsSpan(filled));
        filled += count > 0 ? count : throw new DBusException(DBusException.Disconnected, "the message bus has closed the connection");
    }
}
