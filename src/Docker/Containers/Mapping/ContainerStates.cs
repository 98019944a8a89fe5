using Gantry.Containers.Health;
using Gantry.Containers.Lifecycle;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>What a container is doing, in Docker's words.</summary>
internal static class ContainerStates
{
    public static string Word(RunState state) => state.Status switch
    {
        RunStatus.Running => "running",
        RunStatus.Paused => "paused",
        RunStatus.Exited => "exited",
        RunStatus.Dead => "dead",
        RunStatus.Restarting => "restarting",
        _ => "created",
    };

    /// <summary>As a list shows it: <c>Up 5 minutes</c>, <c>Exited (0) 2 hours ago</c>.</summary>
    public static string Sentence(RunState state, HealthState? health, DateTimeOffset now) => state.Status switch
    {
        RunStatus.Running when health is not null => $"Up {Age(now - state.Started)} ({HealthSentence(health.Status)})",
        RunStatus.Running => $"Up {Age(now - state.Started)}",
        RunStatus.Restarting => $"Restarting ({state.ExitCode}) {Age(now - state.Finished)} ago",
        RunStatus.Paused => $"Up {Age(now - state.Started)} (Paused)",
        RunStatus.Exited => $"Exited ({state.ExitCode}) {Age(now - state.Finished)} ago",
        RunStatus.Dead => "Dead",
        _ => "Created",
    };

    /// <summary><c>starting</c>, <c>healthy</c>, <c>unhealthy</c>, or <c>none</c> where it is not checked.</summary>
    public static string HealthWord(HealthState? health) => health?.Status.ToString().ToLowerInvariant() ?? "none";

    private static string HealthSentence(HealthStatus status) => status == HealthStatus.Starting ? "health: starting" : status.ToString().ToLowerInvariant();

    /// <summary>A length of time for people, by the units of docker/go-units.</summary>
    private static string Age(TimeSpan? length) => (length ?? TimeSpan.Zero) switch
    {
        { TotalSeconds: < 1 } => "Less than a second",
        { TotalSeconds: < 2 } => "1 second",
        { TotalSeconds: < 60 } time => $"{(int)time.TotalSeconds} seconds",
        { TotalMinutes: < 2 } => "About a minute",
        { TotalMinutes: < 60 } time => $"{(int)time.TotalMinutes} minutes",
        { TotalHours: < 1.5 } => "About an hour",
        { TotalHours: < 48 } time => $"{(int)(time.TotalHours + 0.5)} hours",
        { TotalDays: < 14 } time => $"{(int)time.TotalDays} days",
        { TotalDays: < 60 } time => $"{(int)(time.TotalDays / 7)} weeks",
        { TotalDays: < 730 } time => $"{(int)(time.TotalDays / 30)} months",
        var time => $"{(int)(time.TotalDays / 365)} years",
    };
}
