using System.Globalization;

namespace Gantry.Linux.Cgroups;

/// <summary>How much work stood still for want of a resource.</summary>
/// <remarks>Documentation/accounting/psi.rst</remarks>
public sealed record Pressure
{
    /// <summary>At least one task waited.</summary>
    public required PressureLine Some { get; init; }

    /// <summary>All tasks waited.</summary>
    public PressureLine Full { get; init; }

    /// <summary>Null where the kernel does not measure.</summary>
    public static Pressure? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        PressureLine some = default, full = default;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("some "))
            {
                some = PressureLine.Parse(line["some ".Length..]);
            }
            else if (line.StartsWith("full "))
            {
                full = PressureLine.Parse(line["full ".Length..]);
            }
        }

        return new Pressure { Some = some, Full = full };
    }
}

/// <summary>Percentages of the last 10, 60 and 300 seconds, and microseconds since the group was made.</summary>
public readonly record struct PressureLine(double Average10, double Average60, double Average300, ulong TotalMicroseconds)
{
    // "avg10=0.00 avg60=0.00 avg300=0.00 total=0"
    internal static PressureLine Parse(ReadOnlySpan<char> line) => new(
        double.Parse(Value(line, "avg10="), CultureInfo.InvariantCulture),
        double.Parse(Value(line, "avg60="), CultureInfo.InvariantCulture),
        double.Parse(Value(line, "avg300="), CultureInfo.InvariantCulture),
        ulong.Parse(Value(line, "total="), CultureInfo.InvariantCulture));

    private static ReadOnlySpan<char> Value(ReadOnlySpan<char> line, ReadOnlySpan<char> key)
    {
        var start = line.IndexOf(key);
        if (start < 0)
        {
            return "0";
        }

        var value = line[(start + key.Length)..];
        return value.IndexOf(' ') is var end and >= 0 ? value[..end] : value;
    }
}
