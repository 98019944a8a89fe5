using System.Buffers.Binary;

namespace Gantry.Containers.Networks.Dns.Messages;

/// <summary>Numbers of a message, which stand in network order.</summary>
internal static class WireNumbers
{
    /// <exception cref="InvalidDataException">It goes over the message's end.</exception>
    public static ushort Short(ReadOnlySpan<byte> message, ref int offset) => BinaryPrimitives.ReadUInt16BigEndian(Take(message, ref offset, sizeof(ushort)));

    /// <exception cref="InvalidDataException">It goes over the message's end.</exception>
    public static uint Int(ReadOnlySpan<byte> message, ref int offset) => BinaryPrimitives.ReadUInt32BigEndian(Take(message, ref offset, sizeof(uint)));

    /// <exception cref="InvalidDataException">It goes over the message's end.</exception>
    public static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> message, ref int offset, int length)
    {
        if (offset + length > message.Length)
        {
            throw new InvalidDataException("a message ends too early");
        }

        var taken = message.Slice(offset, length);
        offset += length;
        return taken;
    }
}
