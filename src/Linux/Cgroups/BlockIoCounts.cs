using System.Globalization;

namespace Gantry.Linux.Cgroups;

/// <summary>The counters of block devices as the two versions of the controller write them.</summary>
public static class BlockIoCounts
{
    /// <summary>Lines such as <c>8:0 Read 4096</c>; the total at the end has no device and is left out.</summary>
    public static List<BlockIoCount> ParseLegacy(string? text)
    {
        var counts = new List<BlockIoCount>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (TrySplit(line, out var major, out var minor, out var rest) && rest.IndexOf(' ') is var space and > 0)
            {
                counts.Add(new BlockIoCount(major, minor, rest[..space].ToString(), FlatKeys.Number(rest[(space + 1)..])));
            }
        }

        return counts;
    }

    /// <summary>Lines such as <c>8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0</c>.</summary>
    public static (List<BlockIoCount> Bytes, List<BlockIoCount> Operations) ParseUnified(string? text)
    {
        var bytes = new List<BlockIoCount>();
        var operations = new List<BlockIoCount>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!TrySplit(line, out var major, out var minor, out var rest))
            {
                continue;
            }

            foreach (var range in rest.Split(' '))
            {
                var pair = rest[range];
                if (pair.IndexOf('=') is var equals and > 0 && Meaning(pair[..equals]) is var (operation, isBytes))
                {
                    (isBytes ? bytes : operations).Add(new BlockIoCount(major, minor, operation, FlatKeys.Number(pair[(equals + 1)..])));
                }
            }
        }

        return (bytes, operations);
    }

    // Other keys are of cost models (cost.usage, …) that v1 does not know.
    private static (string Operation, bool IsBytes)? Meaning(ReadOnlySpan<char> key) => key switch
    {
        "rbytes" => ("Read", true),
        "wbytes" => ("Write", true),
        "dbytes" => ("Discard", true),
        "rios" => ("Read", false),
        "wios" => ("Write", false),
        "dios" => ("Discard", false),
        _ => null,
    };

    private static bool TrySplit(ReadOnlySpan<char> line, out ulong major, out ulong minor, out ReadOnlySpan<char> rest)
    {
        major = 0;
        minor = 0;
        rest = default;
        var colon = line.IndexOf(':');
        var space = line.IndexOf(' ');
        if (colon < 0 || space < colon)
        {
            return false;
        }

        rest = line[(space + 1)..];
        return ulong.TryParse(line[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out major)
            && ulong.TryParse(line[(colon + 1)..space], NumberStyles.None, CultureInfo.InvariantCulture, out minor);
    }
}
