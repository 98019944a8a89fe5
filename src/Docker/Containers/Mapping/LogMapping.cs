using System.Globalization;
using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>Where output is kept, by <c>--log-driver</c> and <c>--log-opt</c>.</summary>
internal static class LogMapping
{
    private static readonly string[] Ignored = ["labels", "labels-regex", "env", "env-regex", "tag", "compress", "mode", "max-buffer-size"];

    public static LogSpec Make(LogConfig log)
    {
        if (log.Type == "none")
        {
            return new LogSpec { Keep = false };
        }

        var spec = new LogSpec();
        foreach (var (key, value) in log.Config ?? new Dictionary<string, string>())
        {
            spec = key switch
            {
                "max-size" => spec with { MaxBytes = ParseSize(value) },
                "max-file" => spec with { MaxFiles = ParseCount(value) },
                _ when Ignored.Contains(key) => spec,
                _ => throw new InvalidException($"unknown log opt '{key}' for json-file log driver"),
            };
        }

        return spec;
    }

    private static long ParseSize(string text)
    {
        var digits = text.TrimEnd('b', 'B').TrimEnd('i');
        var (number, unit) = digits is [.., var last] && !char.IsAsciiDigit(last) ? (digits[..^1], char.ToLowerInvariant(last)) : (digits, ' ');
        var shift = unit switch { ' ' => 0, 'k' => 10, 'm' => 20, 'g' => 30, 't' => 40, _ => -1 };
        return text == "-1" ? 0
            : shift >= 0 && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count << shift
            : throw new InvalidException($"invalid size: '{text}'");
    }

    private static int ParseCount(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new InvalidException("max-file cannot be less than 1");
}
