using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Gantry.Linux.Netlink;

/// <summary>Lays out netlink messages, one after the other, in a span that the caller provides.</summary>
/// <exception cref="ArgumentException">The span is too small: a request of ours has a known size, so that is a fault of ours.</exception>
internal ref struct MessageBuilder(Span<byte> buffer, uint firstSequence)
{
    // The upper bit of an attribute's type says that attributes are inside; strict kernels insist on it.
    private const ushort Nested = 0x8000;

    private readonly Span<byte> _buffer = buffer;
    private int _length;
    private int _start;

    public uint NextSequence { get; private set; } = firstSequence;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public void Begin(ushort type, MessageFlags flags)
    {
        _start = _length;
        Append(new MessageHeader { Type = type, Flags = flags | MessageFlags.Request, Sequence = NextSequence++ });
    }

    public void End() => MemoryMarshal.AsRef<MessageHeader>(_buffer[_start..]).Length = (uint)(_length - _start);

    public void Append<T>(T value)
        where T : unmanaged
    {
        MemoryMarshal.Write(_buffer[_length..], value);
        Advance(Unsafe.SizeOf<T>());
    }

    public void Attribute(ushort type, scoped ReadOnlySpan<byte> value)
    {
        BeginAttribute(type, value.Length);
        value.CopyTo(_buffer[_length..]);
        Advance(value.Length);
    }

    public void Attribute(ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        MemoryMarshal.Write(bytes, value);
        Attribute(type, bytes);
    }

    public void Attribute(ushort type, byte value) => Attribute(type, [value]);

    public void Attribute(ushort type, string value)
    {
        var size = Encoding.UTF8.GetByteCount(value) + 1;
        BeginAttribute(type, size);
        Encoding.UTF8.GetBytes(value, _buffer[_length..]);
        _buffer[_length + size - 1] = 0;
        Advance(size);
    }

    public void Attribute(ushort type, IPAddress value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, out var size);
        Attribute(type, bytes[..size]);
    }

    public void Attribute(ushort type, MacAddress value)
    {
        Span<byte> bytes = stackalloc byte[MacAddress.Length];
        value.CopyTo(bytes);
        Attribute(type, bytes);
    }

    /// <summary>An attribute whose attributes are laid out already.</summary>
    public void NestedAttribute(ushort type, scoped ReadOnlySpan<byte> attributes) => Attribute((ushort)(type | Nested), attributes);

    /// <summary>Opens an attribute that holds attributes; its result closes it in <see cref="EndNest"/>.</summary>
    public int BeginNest(ushort type)
    {
        var nest = _length;
        BeginAttribute((ushort)(type | Nested), 0);
        return nest;
    }

    public readonly void EndNest(int nest) => MemoryMarshal.Write(_buffer[nest..], (ushort)(_length - nest));

    private void BeginAttribute(ushort type, int size) =>
        Append(new AttributeHeader { Length = (ushort)(AttributeHeader.Size + size), Type = type });

    private void Advance(int size)
    {
        var end = MessageHeader.Align(_length + size);
        _buffer[(_length + size)..end].Clear();
        _length = end;
    }
}
