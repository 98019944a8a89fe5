namespace Gantry.Containers.Health;

public enum HealthStatus
{
    /// <summary>Nothing is known yet.</summary>
    Starting = 0,
    Healthy = 1,
    Unhealthy = 2,
}

/// <summary>What the checks of a container have found.</summary>
public sealed record HealthState
{
    /// <summary>Checks remembered.</summary>
    public const int Remembered = 5;

    public HealthStatus Status { get; init; }

    /// <summary>Failures since the last success.</summary>
    public int FailingStreak { get; init; }

    /// <summary>The last checks, the oldest first.</summary>
    public IReadOnlyList<HealthResult> Log { get; init; } = [];

    /// <summary>What is known after one more check.</summary>
    /// <param name="result">Of the check.</param>
    /// <param name="spec">The container's.</param>
    /// <param name="started">When the container was.</param>
    public HealthState After(HealthResult result, HealthSpec spec, DateTimeOffset started)
    {
        var next = this with { Log = [.. Log.TakeLast(Remembered - 1), result] };
        if (result.ExitCode == 0)
        {
            return next with { Status = HealthStatus.Healthy, FailingStreak = 0 };
        }

        if (Status == HealthStatus.Starting && result.Start - started < spec.StartPeriod)
        {
            return next;
        }

        var streak = FailingStreak + 1;
        return next with { FailingStreak = streak, Status = streak >= spec.Retries ? HealthStatus.Unhealthy : Status };
    }
}

/// <summary>One check.</summary>
/// <param name="Start">When it began.</param>
/// <param name="End">When it was over.</param>
/// <param name="ExitCode">Of the program; -1 where it did not end by itself, or could not be run.</param>
/// <param name="Output">The first of what it wrote, or what went wrong.</param>
public sealed record HealthResult(DateTimeOffset Start, DateTimeOffset End, int ExitCode, string Output);
