namespace Gantry.EndToEnd.Docker;

/// <summary>Containers that are asked whether they are well.</summary>
public sealed class HealthTests(RunOptionsTests.Host host) : IClassFixture<RunOptionsTests.Host>
{
    [Fact]
    public async Task A_container_becomes_healthy_and_then_unhealthy_and_everybody_can_see_it()
    {
        await Output(
            "run", "--detach", "--name", "patient", "--health-cmd", "echo checked; test -e /well", "--health-interval", "100ms", "--health-retries", "2",
            "--health-start-period", "1m", "--health-start-interval", "100ms", "busybox", "sh", "-c", "touch /well; sleep 1000");
        await using var events = EventLines.Of(host.Engine, "container=patient", "event=health_status");
        Assert.Equal("health_status: healthy", await events.Next());
        Assert.Equal("healthy 0 checked\n\n", await Output("inspect", "--format", "{{.State.Health.Status}} {{.State.Health.FailingStreak}} {{(index .State.Health.Log 0).Output}}", "patient"));
        Assert.EndsWith("(healthy)\n", await Output("ps", "--filter", "health=healthy", "--format", "{{.Status}}"), StringComparison.Ordinal);
        await Output("exec", "patient", "rm", "/well");
        Assert.Equal("health_status: unhealthy", await events.Next());
        Assert.Equal("unhealthy\n", await Output("inspect", "--format", "{{.State.Health.Status}}", "patient"));
        Assert.EndsWith("(unhealthy)\n", await Output("ps", "--filter", "health=unhealthy", "--format", "{{.Status}}"), StringComparison.Ordinal);
        await Output("rm", "--force", "patient");
    }

    [Fact]
    public async Task Failures_within_the_start_period_do_not_count()
    {
        await Output(
            "run", "--detach", "--name", "slow", "--health-cmd", "test -e /well", "--health-interval", "50ms", "--health-retries", "1",
            "--health-start-period", "1h", "--health-start-interval", "50ms", "busybox", "sleep", "1000");
        await using var events = EventLines.Of(host.Engine, "container=slow", "event=exec_die");
        for (var check = 0; check < 4; check++)
        {
            await events.Next();
        }

        Assert.Equal("starting 0\n", await Output("inspect", "--format", "{{.State.Health.Status}} {{.State.Health.FailingStreak}}", "slow"));
        Assert.EndsWith("(health: starting)\n", await Output("ps", "--filter", "name=slow", "--format", "{{.Status}}"), StringComparison.Ordinal);
        await Output("rm", "--force", "slow");
    }

    [Fact]
    public async Task A_check_that_takes_too_long_is_killed_and_has_failed()
    {
        await Output(
            "run", "--detach", "--name", "stuck", "--health-cmd", "echo begun; sleep 1000", "--health-interval", "50ms", "--health-timeout", "200ms",
            "--health-retries", "1", "busybox", "sleep", "1000");
        await using var events = EventLines.Of(host.Engine, "container=stuck", "event=health_status");
        Assert.Equal("health_status: unhealthy", await events.Next());
        Assert.Equal(
            "-1 Health check exceeded timeout (200ms): begun\n\n",
            await Output("inspect", "--format", "{{with index .State.Health.Log 0}}{{.ExitCode}} {{.Output}}{{end}}", "stuck"));
        await Output("rm", "--force", "stuck");
    }

    [Fact]
    public async Task An_image_brings_its_check_and_it_can_be_switched_off()
    {
        await Output("import", "--change", "HEALTHCHECK --interval=50ms CMD true", await Harness.Images.BusyboxImage.Archive(), "checked");
        await Output("run", "--detach", "--name", "brought", "checked", "sleep", "1000");
        await using var events = EventLines.Of(host.Engine, "container=brought", "event=health_status");
        Assert.Equal("health_status: healthy", await events.Next());
        await Output("rm", "--force", "brought");
        await Output("run", "--detach", "--name", "off", "--no-healthcheck", "checked", "sleep", "1000");
        Assert.Equal("none\n", await Output("inspect", "--format", "{{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}", "off"));
        await Output("rm", "--force", "off");
    }

    [Fact]
    public async Task A_check_whose_times_cannot_be_is_refused()
    {
        var refused = await host.Engine.Docker("run", "--health-cmd", "true", "--health-interval", "10us", "busybox", "true");
        Assert.Contains("Interval in Healthcheck cannot be less than 1ms", refused.Stderr, StringComparison.Ordinal);
    }

    private async Task<string> Output(params string[] arguments) => (await host.Engine.Docker(arguments)).Succeeded().Stdout;
}
