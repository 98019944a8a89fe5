using System.Buffers.Binary;

namespace Gantry.ShimProtocol;

/// <summary>What precedes each frame's body: its length as four little-endian bytes, and its kind as one.</summary>
public readonly record struct FrameHeader(FrameKind Kind, int BodyLength)
{
    public const int Size = 5;

    /// <summary>The longest body, in bytes. A longer one means that the two sides have lost step: close the connection.</summary>
    public const int MaxBodyLength = 4 * 1024 * 1024;

    /// <summary>The longest body of a stream frame, in bytes: what a pipe holds.</summary>
    public const int MaxStreamLength = 64 * 1024;

    /// <summary>Reads a header from the first <see cref="Size"/> bytes.</summary>
    /// <exception cref="InvalidDataException">The length is over <see cref="MaxBodyLength"/>.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> bytes)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return length <= MaxBodyLength
            ? new FrameHeader((FrameKind)bytes[4], (int)length)
            : throw new InvalidDataException($"a frame of {length} bytes is over the limit of {MaxBodyLength}");
    }

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)BodyLength);
        bytes[4] = (byte)Kind;
    }
}
