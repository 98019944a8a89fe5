namespace Gantry.ShimProtocol.Logs;

/// <summary>Times as Go's RFC3339Nano writes them in UTC: nine digits of a second at most, trailing zeros left out.</summary>
public static class LogTime
{
    /// <summary>The longest form, in bytes: <c>2006-01-02T15:04:05.999999999Z</c>.</summary>
    public const int MaxLength = 30;

    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int FractionDigits = 9;
    private const int FractionStart = 20;

    /// <summary>Writes a time of at most year 2262 and returns how many bytes it took.</summary>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="time">Nanoseconds since 1970, UTC.</param>
    public static int Write(Span<byte> target, long time)
    {
        var (seconds, fraction) = Math.DivRem(time, NanosecondsPerSecond);
        if (fraction < 0)
        {
            seconds--;
            fraction += NanosecondsPerSecond;
        }

        WriteSeconds(target, DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond));
        return WriteFraction(target, (int)fraction);
    }

    /// <summary>Reads a time with any offset from UTC and up to nine digits of a second.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        var rest = text;
        if (!TryReadSeconds(ref rest, out var seconds))
        {
            return false;
        }

        var fraction = ReadFraction(ref rest);
        if (!TryReadOffset(rest, out var offset))
        {
            return false;
        }

        time = ((seconds - offset) * NanosecondsPerSecond) + fraction;
        return true;
    }

    private static void WriteSeconds(Span<byte> target, DateTime time)
    {
        "0000-00-00T00:00:00"u8.CopyTo(target);
        WriteNumber(target[..4], time.Year);
        WriteNumber(target[5..7], time.Month);
        WriteNumber(target[8..10], time.Day);
        WriteNumber(target[11..13], time.Hour);
        WriteNumber(target[14..16], time.Minute);
        WriteNumber(target[17..19], time.Second);
    }

    private static int WriteFraction(Span<byte> target, int fraction)
    {
        var length = FractionStart - 1;
        if (fraction != 0)
        {
            target[length] = (byte)'.';
            WriteNumber(target.Slice(FractionStart, FractionDigits), fraction);
            length = FractionStart + FractionDigits;
            while (target[length - 1] == '0')
            {
                length--;
            }
        }

        target[length] = (byte)'Z';
        return length + 1;
    }

    private static void WriteNumber(Span<byte> digits, int number)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            (number, var digit) = Math.DivRem(number, 10);
            digits[i] = (byte)('0' + digit);
        }
    }

    private static bool TryReadSeconds(ref ReadOnlySpan<byte> rest, out long seconds)
    {
        seconds = 0;
        if (rest is not [_, _, _, _, (byte)'-', _, _, (byte)'-', _, _, (byte)'T', _, _, (byte)':', _, _, (byte)':', _, _, ..]
            || !TryReadNumber(rest[..4], out var year) || !TryReadNumber(rest[5..7], out var month) || !TryReadNumber(rest[8..10], out var day)
            || !TryReadNumber(rest[11..13], out var hour) || !TryReadNumber(rest[14..16], out var minute)
            || !TryReadNumber(rest[17..19], out var second)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        var date = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc);
        seconds = ((date - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond) + (hour * 3600) + (minute * 60) + second;
        rest = rest[(FractionStart - 1)..];
        return true;
    }

    private static long ReadFraction(ref ReadOnlySpan<byte> rest)
    {
        long nanoseconds = 0;
        if (rest is [(byte)'.', ..])
        {
            rest = rest[1..];
            for (var unit = NanosecondsPerSecond / 10; !rest.IsEmpty && char.IsAsciiDigit((char)rest[0]); unit /= 10)
            {
                nanoseconds += (rest[0] - '0') * unit;
                rest = rest[1..];
            }
        }

        return nanoseconds;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> rest, out long seconds)
    {
        seconds = 0;
        if (rest is [(byte)'Z'])
        {
            return true;
        }

        if (rest is not [(byte)'+' or (byte)'-', _, _, (byte)':', _, _]
            || !TryReadNumber(rest[1..3], out var hours) || !TryReadNumber(rest[4..6], out var minutes))
        {
            return false;
        }

        seconds = ((hours * 60) + minutes) * 60 * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return true;
    }
}
