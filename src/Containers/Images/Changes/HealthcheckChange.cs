using System.Globalization;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images.Changes;

/// <summary>HEALTHCHECK: <c>NONE</c>, or options and a command.</summary>
internal static class HealthcheckChange
{
    private const long LeastNanoseconds = 1_000_000;

    internal static ImageConfig Apply(ConfigEdit edit, string rest)
    {
        var check = new HealthcheckConfig();
        while (rest.StartsWith("--", StringComparison.Ordinal))
        {
            var parts = rest.Split((char[]?)null, 2);
            check = WithOption(check, parts[0][2..]);
            rest = parts.Length > 1 ? parts[1].Trim() : "";
        }

        var words = rest.Split((char[]?)null, 2);
        var command = words.Length > 1 ? words[1].Trim() : "";
        return edit.Config with { Healthcheck = check with { Test = Test(words[0].ToUpperInvariant(), command, check) } };
    }

    private static IReadOnlyList<string> Test(string type, string command, HealthcheckConfig options) => type switch
    {
        "" => throw new InvalidException("HEALTHCHECK requires at least one argument"),
        "NONE" when command.Length > 0 || options != new HealthcheckConfig() => throw new InvalidException("HEALTHCHECK NONE takes no arguments"),
        "NONE" => ["NONE"],
        "CMD" when command.Length == 0 => throw new InvalidException("Missing command after HEALTHCHECK CMD"),
        "CMD" when CommandChange.JsonForm(command) is { } arguments => ["CMD", .. arguments],
        "CMD" => ["CMD-SHELL", command],
        _ => throw new InvalidException($"Unknown type \"{type}\" in HEALTHCHECK (try CMD)"),
    };

    private static HealthcheckConfig WithOption(HealthcheckConfig check, string option)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (option, "") : (option[..equals], option[(equals + 1)..]);
        return name switch
        {
            "interval" => check with { Interval = Duration(name, value) },
            "timeout" => check with { Timeout = Duration(name, value) },
            "start-period" => check with { StartPeriod = Duration(name, value) },
            "start-interval" => check with { StartInterval = Duration(name, value) },
            "retries" => check with { Retries = Retries(value) },
            _ => throw new InvalidException($"unknown flag: {name}"),
        };
    }

    private static long Duration(string name, string value)
    {
        if (!GoDuration.TryParse(value, out var nanoseconds))
        {
            throw new InvalidException($"time: invalid duration \"{value}\"");
        }

        return nanoseconds is 0 or >= LeastNanoseconds
            ? nanoseconds
            : throw new InvalidException($"--{name} cannot be less than 1ms");
    }

    private static int Retries(string value) =>
        !int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var retries)
            ? throw new InvalidException($"--retries is not a number: {value}")
            : retries >= 0 ? retries : throw new InvalidException($"--retries cannot be less than 0 ({retries})");
}
