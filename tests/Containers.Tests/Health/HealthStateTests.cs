using Gantry.Containers.Health;

namespace Gantry.Containers.Tests.Health;

/// <summary>What checks make of a container's health.</summary>
public sealed class HealthStateTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly HealthSpec Spec = new() { Args = ["true"], Retries = 2, StartPeriod = TimeSpan.FromSeconds(10) };

    [Fact]
    public void Failures_one_after_the_other_make_it_unhealthy_and_one_success_heals_it()
    {
        var failing = new HealthState { Status = HealthStatus.Healthy }.After(At(60, 1), Spec, Start);
        Assert.Equal((HealthStatus.Healthy, 1), (failing.Status, failing.FailingStreak));
        var ill = failing.After(At(61, 1), Spec, Start);
        Assert.Equal((HealthStatus.Unhealthy, 2), (ill.Status, ill.FailingStreak));
        var well = ill.After(At(62, 0), Spec, Start);
        Assert.Equal((HealthStatus.Healthy, 0), (well.Status, well.FailingStreak));
    }

    [Fact]
    public void Failures_in_the_start_period_do_not_count_until_it_has_been_well()
    {
        var starting = new HealthState().After(At(1, 1), Spec, Start).After(At(2, 1), Spec, Start).After(At(3, 1), Spec, Start);
        Assert.Equal((HealthStatus.Starting, 0), (starting.Status, starting.FailingStreak));
        var ill = starting.After(At(4, 0), Spec, Start).After(At(5, 1), Spec, Start).After(At(6, 1), Spec, Start);
        Assert.Equal(HealthStatus.Unhealthy, ill.Status);
    }

    [Fact]
    public void The_start_period_ends()
    {
        var ill = new HealthState().After(At(11, 1), Spec, Start).After(At(12, 1), Spec, Start);
        Assert.Equal(HealthStatus.Unhealthy, ill.Status);
    }

    [Fact]
    public void The_last_five_checks_are_remembered()
    {
        var state = Enumerable.Range(0, 9).Aggregate(new HealthState(), (last, second) => last.After(At(second, second), Spec, Start));
        Assert.Equal([4, 5, 6, 7, 8], state.Log.Select(result => result.ExitCode));
    }

    private static HealthResult At(int second, int exitCode) => new(Start.AddSeconds(second), Start.AddSeconds(second), exitCode, "");
}
