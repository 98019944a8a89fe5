using System.Globalization;

namespace Gantry.Containers.Logs;

/// <summary>A container's log with its older parts: <c>path.2</c> is older than <c>path.1</c>, which is older than <c>path</c>.</summary>
internal static class LogFiles
{
    /// <summary>Those that are there, the oldest first.</summary>
    public static IReadOnlyList<string> Of(string path)
    {
        var folder = Path.GetDirectoryName(path) ?? "/";
        if (!Directory.Exists(folder))
        {
            return [];
        }

        // A pattern would, by the rules of another system, find the file without a number too.
        var prefix = $"{path}.";
        var older = new SortedDictionary<int, string>();
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            if (file.StartsWith(prefix, StringComparison.Ordinal) && NumberOf(file.AsSpan(prefix.Length)) is > 0 and var number)
            {
                older[-number] = file;
            }
        }

        return [.. older.Values, .. File.Exists(path) ? [path] : Array.Empty<string>()];
    }

    private static int NumberOf(ReadOnlySpan<char> text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
