using Gantry.Containers.Lifecycle.Restarts;

namespace Gantry.Containers.Tests.Lifecycle.Restarts;

/// <summary>How long Docker waits before it starts a container again.</summary>
public sealed class RestartBackOffTests
{
    [Fact]
    public void The_wait_doubles_from_a_tenth_of_a_second_to_a_minute()
    {
        var backOff = new RestartBackOff();
        var waits = Enumerable.Range(0, 12).Select(_ => backOff.Next(TimeSpan.FromSeconds(1)).TotalSeconds);
        Assert.Equal([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 60, 60], waits);
    }

    [Fact]
    public void A_container_that_ran_for_ten_seconds_is_started_soon()
    {
        var backOff = new RestartBackOff();
        backOff.Next(TimeSpan.Zero);
        backOff.Next(TimeSpan.Zero);
        Assert.Equal(TimeSpan.FromMilliseconds(100), backOff.Next(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_start_by_hand_begins_anew()
    {
        var backOff = new RestartBackOff();
        backOff.Next(TimeSpan.Zero);
        backOff.Reset();
        Assert.Equal(TimeSpan.FromMilliseconds(100), backOff.Next(TimeSpan.Zero));
    }

    [Theory]
    [InlineData(RestartKind.No, 1, 0, false, false)]
    [InlineData(RestartKind.OnFailure, 0, 0, false, false)]
    [InlineData(RestartKind.OnFailure, 1, 0, false, true)]
    [InlineData(RestartKind.OnFailure, 1, 3, false, false)]
    [InlineData(RestartKind.Always, 0, 9, true, true)]
    [InlineData(RestartKind.UnlessStopped, 0, 9, false, true)]
    [InlineData(RestartKind.UnlessStopped, 0, 9, true, false)]
    public void A_policy_says_who_is_started_again(RestartKind kind, int exitCode, int restarts, bool wasStopped, bool expected) =>
        Assert.Equal(expected, new RestartSpec { Kind = kind, MaxRetries = 3 }.Restarts(exitCode, restarts, wasStopped));
}
