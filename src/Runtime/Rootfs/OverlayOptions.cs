using System.Text;

namespace Gantry.Runtime.Rootfs;

/// <summary>An overlay's options, its layers apart.</summary>
/// <remarks>kernel overlayfs.rst: the lower layers are parted by colons, those behind a double one hold data only; a backslash takes the next character as it is.</remarks>
internal sealed record OverlayOptions
{
    private OverlayOptions(IReadOnlyList<string> lower, IReadOnlyList<string> dataOnly, IReadOnlyList<string> others) =>
        (Lower, DataOnly, Others) = (lower, dataOnly, others);

    /// <summary>The topmost first.</summary>
    public IReadOnlyList<string> Lower { get; }

    public IReadOnlyList<string> DataOnly { get; }

    public IReadOnlyList<string> Others { get; }

    public static OverlayOptions Parse(IReadOnlyList<string> options)
    {
        const string key = "lowerdir=";
        List<string> lower = [];
        List<string> dataOnly = [];
        foreach (var option in options.Where(static option => option.StartsWith(key, StringComparison.Ordinal)))
        {
            var target = lower;
            foreach (var part in Split(option[key.Length..]))
            {
                if (part.Length == 0)
                {
                    target = dataOnly;
                }
                else
                {
                    target.Add(part);
                }
            }
        }

        return new OverlayOptions(lower, dataOnly, [.. options.Where(static option => !option.StartsWith(key, StringComparison.Ordinal))]);
    }

    /// <summary>As newer kernels take them, of any number and length.</summary>
    public IEnumerable<string> OneByOne() =>
        [.. Others, .. Lower.Select(static path => $"lowerdir+={path}"), .. DataOnly.Select(static path => $"datadir+={path}")];

    private static List<string> Split(string text)
    {
        List<string> parts = [];
        var part = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ':')
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                i += text[i] == '\\' && i + 1 < text.Length ? 1 : 0;
                part.Append(text[i]);
            }
        }

        parts.Add(part.ToString());
        return parts;
    }
}
