using Gantry.Containers;
using Gantry.Containers.Health;
using Gantry.Docker.Containers.Shapes;
using Gantry.Oci.ImageSpec;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>How a container is asked whether it is well, by <c>--health-*</c> and the image's HEALTHCHECK.</summary>
/// <remarks>moby: daemon/health.go, daemon/container.go validateHealthCheck.</remarks>
internal static class HealthMapping
{
    private const long MinimumNanoseconds = 1_000_000;

    private static readonly string[] DefaultShell = ["/bin/sh", "-c"];

    /// <summary>What was asked for, and for the rest the image's.</summary>
    public static HealthcheckConfig? Merge(HealthcheckConfig? asked, HealthcheckConfig? image) => (asked, image) switch
    {
        (null, _) => image,
        (_, null) => asked,
        _ => asked with
        {
            Test = asked.Test is { Count: > 0 } ? asked.Test : image.Test,
            Interval = asked.Interval != 0 ? asked.Interval : image.Interval,
            Timeout = asked.Timeout != 0 ? asked.Timeout : image.Timeout,
            StartPeriod = asked.StartPeriod != 0 ? asked.StartPeriod : image.StartPeriod,
            StartInterval = asked.StartInterval != 0 ? asked.StartInterval : image.StartInterval,
            Retries = asked.Retries != 0 ? asked.Retries : image.Retries,
        },
    };

    /// <exception cref="InvalidException">A value is out of its range.</exception>
    public static HealthSpec? Make(Config config)
    {
        if (config.Healthcheck is not { } check)
        {
            return null;
        }

        Refuse(check.Interval, "Interval");
        Refuse(check.Timeout, "Timeout");
        if (check.Retries < 0)
        {
            throw new InvalidException("Retries in Healthcheck cannot be negative");
        }

        Refuse(check.StartPeriod, "StartPeriod");
        Refuse(check.StartInterval, "StartInterval");
        IReadOnlyList<string>? args = check.Test switch
        {
            ["CMD", ..] => [.. check.Test.Skip(1)],
            ["CMD-SHELL", ..] => [.. config.Shell is { Count: > 0 } shell ? shell : DefaultShell, .. check.Test.Skip(1)],
            _ => null,
        };
        return args is not { Count: > 0 } ? null : Time(new HealthSpec { Args = args }, check);
    }

    private static HealthSpec Time(HealthSpec spec, HealthcheckConfig check) => spec with
    {
        Interval = Span(check.Interval) ?? spec.Interval,
        Timeout = Span(check.Timeout) ?? spec.Timeout,
        StartPeriod = Span(check.StartPeriod) ?? spec.StartPeriod,
        StartInterval = Span(check.StartInterval) ?? spec.StartInterval,
        Retries = check.Retries > 0 ? check.Retries : spec.Retries,
    };

    private static TimeSpan? Span(long nanoseconds) => nanoseconds == 0 ? null : TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    private static void Refuse(long nanoseconds, string name)
    {
        if (nanoseconds is not 0 and < MinimumNanoseconds)
        {
            throw new InvalidException($"{name} in Healthcheck cannot be less than 1ms");
        }
    }
}
