using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Gantry.Linux.Netlink;

/// <summary>Walks the attributes of a message from the kernel.</summary>
internal ref struct AttributeReader(ReadOnlySpan<byte> attributes)
{
    private ReadOnlySpan<byte> _rest = attributes;

    public ushort Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public readonly uint UInt32 => MemoryMarshal.Read<uint>(Value);

    /// <summary>A number that netfilter, unlike routing, sends in network byte order.</summary>
    public readonly uint NetworkOrderUInt32 => BinaryPrimitives.ReadUInt32BigEndian(Value);

    public readonly string Text => Encoding.UTF8.GetString(Value.TrimEnd((byte)0));

    public readonly IPAddress Address => new(Value);

    /// <summary>Goes to the next attribute; false at the end, also where the rest is too short to be one.</summary>
    public bool Next()
    {
        if (_rest.Length < AttributeHeader.Size)
        {
            return false;
        }

        var header = MemoryMarshal.Read<AttributeHeader>(_rest);
        if (header.Length < AttributeHeader.Size || header.Length > _rest.Length)
        {
            return false;
        }

        Type = (ushort)(header.Type & AttributeHeader.TypeMask);
        Value = _rest[AttributeHeader.Size..header.Length];
        _rest = _rest[Math.Min(MessageHeader.Align(header.Length), _rest.Length)..];
        return true;
    }
}
