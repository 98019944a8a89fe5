using System.Text;

namespace Gantry.ShimProtocol;

/// <summary>Writes a message's fields in the wire format of protocol buffers: a tag of number and type, then a varint or bytes.</summary>
/// <remarks>
/// protobuf.dev "Encoding". By hand, for the library would double the shim's size. Fields with their default value are left out.
/// </remarks>
public sealed class MessageWriter
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;

    private byte[] _buffer = new byte[256];
    private int _length;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    public void Add(int field, long value)
    {
        if (value != 0)
        {
            AddTag(field, Varint);
            AddVarint((ulong)value);
        }
    }

    public void Add(int field, bool value) => Add(field, value ? 1L : 0L);

    public void Add(int field, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Add(field, Encoding.UTF8.GetBytes(value));
        }
    }

    public void Add(int field, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            AddTag(field, LengthDelimited);
            AddVarint((ulong)value.Length);
            value.CopyTo(Reserve(value.Length));
        }
    }

    /// <summary>Adds each string as a field of its own, empty ones included: the order is kept.</summary>
    public void AddEach(int field, IReadOnlyList<string> values)
    {
        foreach (var value in values)
        {
            var bytes = Encoding.UTF8.GetBytes(value);
            AddTag(field, LengthDelimited);
            AddVarint((ulong)bytes.Length);
            bytes.CopyTo(Reserve(bytes.Length));
        }
    }

    public void Add(int field, IMessage? message)
    {
        if (message is not null)
        {
            var inner = new MessageWriter();
            message.Write(inner);
            AddTag(field, LengthDelimited);
            AddVarint((ulong)inner._length);
            inner.Written.Span.CopyTo(Reserve(inner._length));
        }
    }

    private void AddTag(int field, int type) => AddVarint(((ulong)field << 3) | (uint)type);

    private void AddVarint(ulong value)
    {
        while (value >= 0x80)
        {
            Reserve(1)[0] = (byte)(value | 0x80);
            value >>= 7;
        }

        Reserve(1)[0] = (byte)value;
    }

    private Span<byte> Reserve(int count)
    {
        if (_length + count > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        }

        var span = _buffer.AsSpan(_length, count);
        _length += count;
        return span;
    }
}
