using System.Runtime.InteropServices;

namespace Gantry.Linux.Netlink;

/// <summary>Walks the messages of one datagram from the kernel.</summary>
internal ref struct MessageReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    public MessageHeader Header { get; private set; }

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    public bool Next()
    {
        if (_rest.Length < MessageHeader.Size)
        {
            return false;
        }

        Header = MemoryMarshal.Read<MessageHeader>(_rest);
        var length = (int)Math.Min(Header.Length, (uint)_rest.Length);
        if (length < MessageHeader.Size)
        {
            return false;
        }

        Payload = _rest[MessageHeader.Size..length];
        _rest = _rest[Math.Min(MessageHeader.Align(length), _rest.Length)..];
        return true;
    }
}
