using System.Buffers.Binary;

namespace Gantry.Containers.Networks.Dns;

/// <summary>Messages on a stream: each after its length.</summary>
/// <remarks>RFC 1035 4.2.2</remarks>
internal static class MessageFraming
{
    public static byte[] Frame(ReadOnlySpan<byte> message)
    {
        var frame = new byte[sizeof(ushort) + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)message.Length);
        message.CopyTo(frame.AsSpan(sizeof(ushort)));
        return frame;
    }

    /// <summary>The next message; null at the end.</summary>
    /// <exception cref="EndOfStreamException">The end comes within one.</exception>
    public static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[sizeof(ushort)];
        var count = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        if (count < head.Length)
        {
            return count == 0 ? null : throw new EndOfStreamException();
        }

        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(head)];
        await stream.ReadExactlyAsync(message, cancellationToken);
        return message;
    }
}
