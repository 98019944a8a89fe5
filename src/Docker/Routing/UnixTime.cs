using System.Globalization;
using Gantry.Containers;

namespace Gantry.Docker.Routing;

/// <summary>Points in time as clients give them: seconds since 1970, with up to nine digits of a fraction.</summary>
internal static class UnixTime
{
    private const long NanosPerSecond = 1_000_000_000;
    private const int FractionDigits = 9;

    /// <summary>Nanoseconds; 0 where nothing is given.</summary>
    /// <exception cref="InvalidException">It is no number.</exception>
    public static long Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text == "0")
        {
            return 0;
        }

        var parts = text.Split('.');
        var fraction = parts.Length > 1 ? parts[1].PadRight(FractionDigits, '0') : "0";
        return parts.Length <= 2 && fraction.Length <= FractionDigits
            && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            && long.TryParse(fraction, NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds)
            ? (seconds * NanosPerSecond) + nanoseconds
            : throw new InvalidException($"invalid value for \"since\" or \"until\": \"{text}\"");
    }
}
