namespace Gantry.Containers.Health;

/// <summary>How a container is asked whether it is well.</summary>
public sealed record HealthSpec
{
    /// <summary>Run in the container: 0 means that it is well.</summary>
    public required IReadOnlyList<string> Args { get; init; }

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A check that takes longer has failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>So long after the start failures do not count, until it has been well once.</summary>
    public TimeSpan StartPeriod { get; init; }

    /// <summary>In place of the interval within the start period, until it has been well once.</summary>
    public TimeSpan StartInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Failures one after the other that make it unhealthy.</summary>
    public int Retries { get; init; } = 3;
}
