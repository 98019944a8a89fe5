using System.Globalization;

namespace Gantry.Linux.Netlink;

/// <summary>An Ethernet address of six bytes.</summary>
public readonly record struct MacAddress
{
    public const int Length = 6;

    private readonly ulong _value;

    /// <summary>The address of six bytes in the order in which they are written.</summary>
    /// <exception cref="ArgumentException">Not six bytes.</exception>
    public MacAddress(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException("an Ethernet address has six bytes", nameof(bytes));
        }

        foreach (var part in bytes)
        {
            _value = (_value << 8) | part;
        }
    }

    /// <summary>Reads <c>02:42:ac:11:00:02</c>.</summary>
    public static bool TryParse(string text, out MacAddress address)
    {
        Span<byte> bytes = stackalloc byte[Length];
        var parts = text.Split(':');
        var valid = parts.Length == Length;
        for (var i = 0; valid && i < Length; i++)
        {
            valid = parts[i].Length == 2 && byte.TryParse(parts[i], NumberStyles.AllowHexSpecifier, null, out bytes[i]);
        }

        address = valid ? new MacAddress(bytes) : default;
        return valid;
    }

    public void CopyTo(Span<byte> destination)
    {
        for (var i = 0; i < Length; i++)
        {
            destination[i] = (byte)(_value >> (8 * (Length - 1 - i)));
        }
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return $"{bytes[0]:x2}:{bytes[1]:x2}:{bytes[2]:x2}:{bytes[3]:x2}:{bytes[4]:x2}:{bytes[5]:x2}";
    }
}
