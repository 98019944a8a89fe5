namespace Gantry.Runtime.Cgroups.Systemd;

/// <summary>Lists of processors or memory nodes as systemd takes them.</summary>
internal static class NumberSet
{
    // What a kernel can be built for (CONFIG_NR_CPUS).
    private const int MaxNumber = 8191;

    /// <summary>Turns a list such as <c>0-3,7</c> into bits, the lowest number first.</summary>
    /// <exception cref="CgroupException">It is none, or a number is beyond 8191.</exception>
    public static byte[] ToBits(string list)
    {
        var bits = new byte[(MaxNumber / 8) + 1];
        var highest = 0;
        foreach (var range in list.AsSpan().Split(','))
        {
            var (first, last) = Range(list.AsSpan(range).Trim(), list);
            for (var number = first; number <= last; number++)
            {
                bits[number / 8] |= (byte)(1 << (number % 8));
            }

            highest = Math.Max(highest, last);
        }

        return bits[..((highest / 8) + 1)];
    }

    private static (int First, int Last) Range(ReadOnlySpan<char> text, string list)
    {
        var dash = text.IndexOf('-');
        var first = dash < 0 ? text : text[..dash];
        var last = dash < 0 ? text : text[(dash + 1)..];
        return int.TryParse(first, out var from) && int.TryParse(last, out var to) && from >= 0 && from <= to && to <= MaxNumber
            ? (from, to)
            : throw new CgroupException($"\"{list}\" is no list of processors or memory nodes");
    }
}
