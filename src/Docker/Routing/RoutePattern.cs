using System.Diagnostics.CodeAnalysis;

namespace Gantry.Docker.Routing;

/// <summary>A path with names in it: <c>/containers/{name}/json</c>, or <c>/images/{name*}/json</c> for a name that may contain slashes.</summary>
internal sealed class RoutePattern
{
    private readonly string[] _segments;
    private readonly int _wide;

    public RoutePattern(string text)
    {
        Text = text;
        _segments = text.Split('/')[1..];
        _wide = Array.FindIndex(_segments, segment => segment.EndsWith("*}", StringComparison.Ordinal));
    }

    public string Text { get; }

    /// <summary>Names and their values where the path fits.</summary>
    public bool TryMatch(string path, [NotNullWhen(true)] out IReadOnlyDictionary<string, string>? values)
    {
        values = null;
        var given = path.Split('/')[1..];
        var extra = given.Length - _segments.Length;
        if (extra < 0 || (extra > 0 && _wide < 0))
        {
            return false;
        }

        var found = new Dictionary<string, string>();
        for (var i = 0; i < _segments.Length; i++)
        {
            var value = i == _wide
                ? string.Join('/', given[i..(i + extra + 1)])
                : given[_wide >= 0 && i > _wide ? i + extra : i];
            if (!Fits(_segments[i], value, found))
            {
                return false;
            }
        }

        values = found;
        return true;
    }

    private static bool Fits(string segment, string value, Dictionary<string, string> found)
    {
        if (segment is not ['{', .., '}'])
        {
            return segment == value;
        }

        found[segment.Trim('{', '}', '*')] = Uri.UnescapeDataString(value);
        return value.Length > 0;
    }
}
