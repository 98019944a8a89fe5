namespace Gantry.Containers.Archives;

/// <summary>Numbers in tar headers: octal text, or GNU's base 256 where octal does not suffice.</summary>
/// <remarks>POSIX pax "ustar Interchange Format"; GNU tar manual "Extensions": the first byte's high bit marks base 256.</remarks>
internal static class TarNumber
{
    private const byte Base256 = 0x80;

    /// <summary>Reads a field; blank means 0.</summary>
    /// <exception cref="InvalidException">Neither octal nor a base-256 number that fits 64 bits.</exception>
    internal static long Read(ReadOnlySpan<byte> field)
    {
        if ((field[0] & Base256) != 0)
        {
            return ReadBase256(field);
        }

        var value = 0L;
        foreach (var digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7' || value >> 60 != 0)
            {
                throw new InvalidException("invalid tar header: a number is not octal");
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return value;
    }

    /// <summary>Writes a number as octal with a closing zero byte.</summary>
    /// <returns>False where the number is negative or too large for the field, which is then filled with zeros.</returns>
    internal static bool TryWriteOctal(Span<byte> field, long value)
    {
        field.Fill((byte)'0');
        field[^1] = 0;
        if (value < 0 || value >> (3 * (field.Length - 1)) != 0)
        {
            return false;
        }

        for (var i = field.Length - 2; i >= 0; i--, value >>= 3)
        {
            field[i] = (byte)('0' + (value & 7));
        }

        return true;
    }

    // Two's complement in all the bits but the mark.
    private static long ReadBase256(ReadOnlySpan<byte> field)
    {
        var negative = (field[0] & 0x40) != 0;
        var value = (long)(negative ? field[0] | ~0xff : field[0] & ~Base256);
        foreach (var part in field[1..])
        {
            if (value is < long.MinValue >> 8 or > long.MaxValue >> 8)
            {
                throw new InvalidException("invalid tar header: a number does not fit 64 bits");
            }

            value = (value << 8) | part;
        }

        return value;
    }
}
