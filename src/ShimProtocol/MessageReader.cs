using System.Text;

namespace Gantry.ShimProtocol;

/// <summary>Walks the fields of a message that <see cref="MessageWriter"/> wrote; a field nobody asks for is skipped.</summary>
/// <exception cref="InvalidDataException">From any member: the bytes are no message.</exception>
public ref struct MessageReader
{
    private ReadOnlySpan<byte> _rest;
    private ulong _number;
    private ReadOnlySpan<byte> _bytes;

    public MessageReader(ReadOnlySpan<byte> message) => _rest = message;

    /// <summary>The current field's number.</summary>
    public int Field { get; private set; }

    public readonly long Number => (long)_number;

    public readonly int Int => (long)_number is >= int.MinValue and <= int.MaxValue and var number
        ? (int)number
        : throw new InvalidDataException($"field {Field} has a number of more than 32 bits");

    public readonly bool Flag => _number != 0;

    public readonly string Text => Encoding.UTF8.GetString(_bytes);

    public readonly ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Goes on to the next field; false at the end.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = ReadVarint();
        Field = (int)(tag >> 3);
        _number = 0;
        _bytes = default;
        switch (tag & 7)
        {
            case 0:
                _number = ReadVarint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                _bytes = Take(ReadVarint());
                break;
            case 5:
                Take(4);
                break;
            default:
                throw new InvalidDataException($"field {Field} has the unknown wire type {tag & 7}");
        }

        return true;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number is longer than ten bytes");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
        {
            throw new InvalidDataException($"a field of {count} bytes goes over the message's end");
        }

        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
