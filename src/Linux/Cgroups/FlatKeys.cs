using System.Globalization;

namespace Gantry.Linux.Cgroups;

/// <summary>The kernel's "flat keyed" files: one <c>NAME VALUE</c> a line.</summary>
/// <remarks>Documentation/admin-guide/cgroup-v2.rst "Format"</remarks>
public static class FlatKeys
{
    /// <summary>The value of one key; null where it, or the file, is missing.</summary>
    public static ulong? Find(string? text, string key)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Length > key.Length && line[key.Length] == ' ' && line.StartsWith(key))
            {
                return Number(line[(key.Length + 1)..]);
            }
        }

        return null;
    }

    public static Dictionary<string, ulong> Parse(string? text)
    {
        var values = new Dictionary<string, ulong>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IndexOf(' ') is var space and > 0)
            {
                values[line[..space].ToString()] = Number(line[(space + 1)..]);
            }
        }

        return values;
    }

    /// <summary>A number as the kernel writes it: <c>max</c> is <see cref="ulong.MaxValue"/>, and so is the -1 of a v1 quota.</summary>
    public static ulong Number(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : text is "max" or "-1" ? ulong.MaxValue
            : throw new FormatException($"\"{text}\" is not a number of a control group file");
    }
}
