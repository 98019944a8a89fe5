using System.Buffers.Binary;
using System.Text;

namespace Gantry.Linux.DBus;

/// <summary>Lays out values as D-Bus wants them: little-endian, each aligned to its own size from the start.</summary>
/// <remarks>D-Bus Specification "Marshaling (Wire Format)"</remarks>
public sealed class DBusWriter
{
    /// <summary>The alignment of structs, of dictionary entries and of 64-bit numbers.</summary>
    public const int WideAlignment = 8;

    private byte[] _buffer = new byte[256];
    private int _length;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    public DBusWriter Byte(byte value)
    {
        Take(1)[0] = value;
        return this;
    }

    public DBusWriter Boolean(bool value) => UInt32(value ? 1u : 0u);

    public DBusWriter UInt32(uint value)
    {
        Align(sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(Take(sizeof(uint)), value);
        return this;
    }

    public DBusWriter UInt64(ulong value)
    {
        Align(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);
        return this;
    }

    /// <summary>A string, or an object path.</summary>
    public DBusWriter String(string value)
    {
        UInt32((uint)Encoding.UTF8.GetByteCount(value));
        return Terminated(value);
    }

    public DBusWriter Signature(string value)
    {
        Byte((byte)value.Length);
        return Terminated(value);
    }

    /// <summary>Begins a struct, or an entry of a dictionary: its fields follow.</summary>
    public DBusWriter Struct() => Align(WideAlignment);

    /// <summary>An array of what <paramref name="elements"/> writes; the padding before the first element does not count as length.</summary>
    public DBusWriter Array(int alignment, Action<DBusWriter> elements)
    {
        UInt32(0);
        var lengthAt = _length - sizeof(uint);
        Align(alignment);
        var start = _length;
        elements(this);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(lengthAt), (uint)(_length - start));
        return this;
    }

    /// <summary>Bytes that are marshalled already; they stand at a multiple of eight.</summary>
    public DBusWriter Raw(ReadOnlySpan<byte> bytes)
    {
        Align(WideAlignment);
        bytes.CopyTo(Take(bytes.Length));
        return this;
    }

    private DBusWriter Terminated(string value)
    {
        var bytes = Take(Encoding.UTF8.GetByteCount(value) + 1);
        Encoding.UTF8.GetBytes(value, bytes);
        return this;
    }

    private DBusWriter Align(int alignment)
    {
        Take(-_length & (alignment - 1));
        return this;
    }

    // Fresh bytes are zero, which padding and the end of a string rely on.
    private Span<byte> Take(int count)
    {
        if (_length + count > _buffer.Length)
        {
            System.Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        }

        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }
}
