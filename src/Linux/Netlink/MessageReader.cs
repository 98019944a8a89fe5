using System.Runtime.InteropServices;

namespace Gantry.Linux.Netlink;

/// <summary>Walks the messages of one datagram from the kernel.</summary>
internal ref struct MessageReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> rest = datagram;

    public MessageHeader Header { get; private set; }

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    public bool Next()
    {
        if (rest.Length < MessageHeader.Size)
        {
            return false;
        }

        Header = MemoryMarshal.Read<MessageHeader>(rest);
        var length = (int)Math.Min(Header.Length, (uint)rest.Length);
        if (length < MessageHeader.Size)
        {
            return false;
        }

        Payload = rest[MessageHeader.Size..length];
        rest = rest[Math.Min(MessageHeader.Align(length), rest.Length)..];
        return true;
    }
}
