using System.Buffers;
using System.Globalization;

namespace Gantry.Containers.Images.Changes;

/// <summary>Durations as Go writes them: <c>1h30m</c>, <c>1.5s</c>, <c>100ms</c>.</summary>
public static class GoDuration
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var rest = text.AsSpan();
        if (rest is "0")
        {
            return true;
        }

        var total = 0m;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            rest = rest[digits..];
            var next = rest.IndexOfAnyInRange('0', '9');
            var unit = next < 0 ? rest : rest[..next];
            if (Nanoseconds(unit) is not { } factor || number > long.MaxValue / factor)
            {
                return false;
            }

            total += number * factor;
            rest = rest[unit.Length..];
        }

        nanoseconds = total <= long.MaxValue ? (long)total : 0;
        return text.Length > 0 && total <= long.MaxValue;
    }

    private static decimal? Nanoseconds(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1m,
        "us" or "µs" or "μs" => 1_000m,
        "ms" => 1_000_000m,
        "s" => 1_000_000_000m,
        "m" => 60 * 1_000_000_000m,
        "h" => 3600 * 1_000_000_000m,
        _ => null,
    };

    /// <summary>Writes one.</summary>
    public static string Write(TimeSpan length) => length switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{length.TotalMilliseconds}ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{length.TotalSeconds}s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{length.Minutes}m{length.TotalSeconds % 60}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)length.TotalHours}h{length.Minutes}m{length.TotalSeconds % 60}s"),
    };
}
