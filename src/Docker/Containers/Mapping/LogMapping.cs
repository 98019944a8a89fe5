using System.Globalization;
using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>Where output is kept, by <c>--log-driver</c> and <c>--log-opt</c>.</summary>
/// <remarks>moby: daemon/logger/factory.go ValidateLogOpts, jsonfilelog.go, local/config.go.</remarks>
internal static class LogMapping
{
    public const string None = "none";
    public const string JsonFile = "json-file";
    public const string Local = "local";

    private static readonly string[] Common = ["mode", "max-buffer-size"];
    private static readonly string[] OfLocal = ["max-size", "max-file", "compress"];
    private static readonly string[] OfJsonFile = [.. OfLocal, "labels", "labels-regex", "env", "env-regex", "tag"];
    private static readonly string[] OfOthers = ["awslogs", "etwlogs", "fluentd", "gcplogs", "gelf", "journald", "logentries", "splunk", "syslog"];

    /// <exception cref="InvalidException">There is no such driver or option, or a value cannot be.</exception>
    /// <exception cref="UnsupportedException">The driver is Docker's and not there.</exception>
    public static LogSpec Make(LogConfig log)
    {
        var options = log.Config ?? new Dictionary<string, string>();
        switch (log.Type)
        {
            case None:
                return new LogSpec { Keep = false };
            case null or "" or JsonFile:
                Check(JsonFile, options, OfJsonFile);
                return Rotate(options);
            case Local:
                Check(Local, options, OfLocal);
                return Rotate(options);
            default:
                throw OfOthers.Contains(log.Type)
                    ? new UnsupportedException($"the logging driver \"{log.Type}\": not there yet")
                    : new InvalidException($"logger: no log driver named '{log.Type}' is registered");
        }
    }

    private static void Check(string driver, IReadOnlyDictionary<string, string> options, string[] known)
    {
        var mode = options.GetValueOrDefault("mode", "");
        if (mode is not ("" or "blocking" or "non-blocking"))
        {
            throw new InvalidException($"logger: logging mode not supported: {mode}");
        }

        if (options.TryGetValue("max-buffer-size", out var size))
        {
            if (mode != "non-blocking")
            {
                throw new InvalidException("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
            }

            ParseSize(size);
        }

        if (options.Keys.Except(known).Except(Common).Order(StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new InvalidException($"unknown log opt '{unknown}' for {driver} log driver");
        }
    }

    private static LogSpec Rotate(IReadOnlyDictionary<string, string> options)
    {
        var spec = new LogSpec();
        if (options.TryGetValue("max-size", out var size))
        {
            var bytes = ParseSize(size);
            spec = spec with { MaxBytes = bytes > 0 ? bytes : throw Bad("max-size must be a positive number") };
        }

        if (options.TryGetValue("max-file", out var files))
        {
            spec = spec with { MaxFiles = ParseCount(files) };
        }

        if (options.TryGetValue("compress", out var compress) && ParseFlag(compress) && spec.MaxFiles < 2)
        {
            throw Bad("compress cannot be true when max-file is less than 2 or max-size is not set");
        }

        return spec;
    }

    // Decimal, as docker/go-units reads sizes that people write.
    private static long ParseSize(string text)
    {
        const long kilo = 1000;
        var digits = text.TrimEnd('b', 'B').TrimEnd('i').TrimEnd();
        var (number, unit) = digits is [.., var last] && char.IsAsciiLetter(last) ? (digits[..^1].TrimEnd(), char.ToLowerInvariant(last)) : (digits, ' ');
        var factor = unit switch { ' ' => 1, 'k' => kilo, 'm' => kilo * kilo, 'g' => kilo * kilo * kilo, 't' => kilo * kilo * kilo * kilo, _ => 0 };
        return factor > 0 && double.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            ? (long)(count * factor)
            : throw Bad($"invalid size: '{text}'");
    }

    private static int ParseCount(string text) =>
        !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            ? throw Bad($"strconv.Atoi: parsing \"{text}\": invalid syntax")
            : count > 0 ? count : throw Bad("max-file cannot be less than 1");

    private static bool ParseFlag(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw Bad($"strconv.ParseBool: parsing \"{text}\": invalid syntax"),
    };

    private static InvalidException Bad(string why) => new($"failed to initialize logging driver: {why}");
}
