using System.Text;

namespace Gantry.Containers.Networks.Dns.Messages;

/// <summary>A domain name. Two that differ only in ASCII case are the same.</summary>
/// <remarks>RFC 1035 3.1 and 4.1.4</remarks>
public sealed class DnsName : IEquatable<DnsName>
{
    /// <summary>The longest name on the wire, in bytes, lengths and the root's zero included.</summary>
    public const int MaxLength = 255;

    /// <summary>The longest part between two dots, in bytes.</summary>
    public const int MaxLabelLength = 63;

    private const int PointerMark = 0xC0;

    private readonly byte[] _wire;

    private DnsName(byte[] wire) => _wire = wire;

    /// <summary>The name as it is sent, uncompressed.</summary>
    public ReadOnlySpan<byte> Wire => _wire;

    /// <summary>Reads the usual notation, with or without the last dot.</summary>
    /// <returns>Null where a part is empty or too long, the whole is too long, or a character is not ASCII.</returns>
    public static DnsName? TryParse(string text)
    {
        var trimmed = text.EndsWith('.') ? text[..^1] : text;
        if (trimmed.Length + 2 > MaxLength || !Ascii.IsValid(trimmed))
        {
            return null;
        }

        var wire = new List<byte>(trimmed.Length + 2);
        foreach (var label in trimmed.Length == 0 ? [] : trimmed.Split('.'))
        {
            if (label.Length is 0 or > MaxLabelLength)
            {
                return null;
            }

            wire.Add((byte)label.Length);
            wire.AddRange(Encoding.ASCII.GetBytes(label));
        }

        wire.Add(0);
        return new DnsName([.. wire]);
    }

    /// <summary>Reads a name of a message, and moves past it.</summary>
    /// <exception cref="InvalidDataException">It is too long, goes over the message's end, or points anywhere but backwards.</exception>
    public static DnsName Read(ReadOnlySpan<byte> message, ref int offset)
    {
        Span<byte> wire = stackalloc byte[MaxLength];
        var length = 0;
        int? after = null;
        // Each pointer has to lead before the last one's target, so there is no loop.
        var (at, limit) = (offset, offset);
        while (true)
        {
            var head = ByteAt(message, at);
            if ((head & PointerMark) == PointerMark)
            {
                var target = ((head & ~PointerMark) << 8) | ByteAt(message, at + 1);
                after ??= at + 2;
                if (target >= limit)
                {
                    throw new InvalidDataException("a name points forward, or at itself");
                }

                at = limit = target;
                continue;
            }

            if (head > MaxLabelLength || length + head + 1 > MaxLength || at + 1 + head > message.Length)
            {
                throw new InvalidDataException("a name is too long");
            }

            message.Slice(at, head + 1).CopyTo(wire[length..]);
            length += head + 1;
            at += head + 1;
            if (head == 0)
            {
                offset = after ?? at;
                return new DnsName(wire[..length].ToArray());
            }
        }
    }

    /// <summary>Moves past a name without reading it.</summary>
    /// <exception cref="InvalidDataException">It goes over the message's end.</exception>
    public static void Skip(ReadOnlySpan<byte> message, ref int offset)
    {
        while (true)
        {
            var head = ByteAt(message, offset);
            if ((head & PointerMark) == PointerMark)
            {
                offset += 2;
                return;
            }

            offset += head + 1;
            if (head > MaxLabelLength)
            {
                throw new InvalidDataException("a name is too long");
            }

            if (head == 0)
            {
                return;
            }
        }
    }

    public bool Equals(DnsName? other) => other is not null && AreSame(_wire, other._wire);

    public override bool Equals(object? obj) => Equals(obj as DnsName);

    public override int GetHashCode() => string.GetHashCode(ToString(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Without the last dot. Bytes that are no plain character are written <c>\DDD</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var at = 0; _wire[at] != 0; at += _wire[at] + 1)
        {
            text.Append(at == 0 ? "" : ".");
            foreach (var character in _wire.AsSpan(at + 1, _wire[at]))
            {
                _ = character is <= (byte)' ' or >= 0x7F or (byte)'.' or (byte)'\\'
                    ? text.Append('\\').Append($"{character:D3}")
                    : text.Append((char)character);
            }
        }

        return text.ToString();
    }

    // By hand: Ascii.EqualsIgnoreCase takes bytes above 127 for different from themselves. Lengths are below the letters.
    private static bool AreSame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (one.Length != other.Length)
        {
            return false;
        }

        for (var i = 0; i < one.Length; i++)
        {
            if (Lower(one[i]) != Lower(other[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static byte Lower(byte character) => character is >= (byte)'A' and <= (byte)'Z' ? (byte)(character | 0x20) : character;

    private static byte ByteAt(ReadOnlySpan<byte> message, int offset) =>
        offset < message.Length ? message[offset] : throw new InvalidDataException("a name goes over the message's end");
}
