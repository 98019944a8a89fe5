namespace Gantry.EndToEnd.Docker;

/// <summary>Containers that are started again by themselves.</summary>
public sealed class RestartTests(RunOptionsTests.Host host) : IClassFixture<RunOptionsTests.Host>
{
    [Fact]
    public async Task A_failing_container_is_started_again_as_often_as_its_policy_says()
    {
        await Output("run", "--detach", "--name", "failing", "--restart", "on-failure:2", "busybox", "sh", "-c", "echo run; exit 3");
        await using var events = EventLines.Of(host.Engine, "container=failing", "event=start", "event=die");
        string[] seen = [await events.Next(), await events.Next(), await events.Next(), await events.Next(), await events.Next(), await events.Next()];
        Assert.Equal(["start", "die", "start", "die", "start", "die"], seen);
        Assert.Equal("exited 3 2 on-failure\n", await Output(
            "inspect", "--format", "{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}} {{.HostConfig.RestartPolicy.Name}}", "failing"));
        Assert.Equal("run\nrun\nrun\n", await Output("logs", "failing"));
        await Output("rm", "failing");
    }

    [Fact]
    public async Task A_container_that_succeeds_is_left_alone_by_on_failure()
    {
        await Output("run", "--detach", "--name", "fine", "--restart", "on-failure", "busybox", "true");
        Assert.Equal("0\n", await Output("wait", "fine"));
        Assert.Equal("exited 0\n", await Output("inspect", "--format", "{{.State.Status}} {{.RestartCount}}", "fine"));
        await Output("rm", "fine");
    }

    [Fact]
    public async Task A_stopped_container_stays_stopped_and_its_events_come_in_dockers_order()
    {
        await Output("run", "--detach", "--name", "kept", "--restart", "always", "--stop-signal", "KILL", "busybox", "sleep", "1000");
        await Output("restart", "kept");
        await Output("stop", "kept");
        await using var events = EventLines.Of(host.Engine, "container=kept");
        Assert.Equal(
            ["create", "start", "kill", "die", "stop", "start", "restart", "kill", "die", "stop"],
            (await events.Until("restart")).Concat(await events.Until("stop")));
        Assert.Equal("exited\n", await Output("inspect", "--format", "{{.State.Status}}", "kept"));
        await Output("rm", "kept");
    }

    [Fact]
    public async Task A_container_that_waits_for_its_restart_says_so_and_can_be_stopped()
    {
        await Output("run", "--detach", "--name", "looping", "--restart", "always", "busybox", "sh", "-c", "exit 7");
        await using var events = EventLines.Of(host.Engine, "container=looping", "event=die");
        for (var run = 0; run < 5; run++)
        {
            // The sixth start is 3.2 seconds after this.
            await events.Next();
        }

        Assert.Equal("restarting true 7\n", await Output("inspect", "--format", "{{.State.Status}} {{.State.Restarting}} {{.State.ExitCode}}", "looping"));
        Assert.StartsWith("Restarting (7)", await Output("ps", "--filter", "status=restarting", "--format", "{{.Status}}"), StringComparison.Ordinal);
        Assert.Contains("is restarting, wait until the container is running", (await host.Engine.Docker("exec", "looping", "true")).Stderr, StringComparison.Ordinal);
        Assert.Contains("container is restarting: stop the container before removing", (await host.Engine.Docker("rm", "looping")).Stderr, StringComparison.Ordinal);
        await Output("stop", "looping");
        Assert.Equal("exited 7\n", await Output("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", "looping"));
        await Output("rm", "looping");
    }

    [Fact]
    public async Task A_policy_changes_while_the_container_runs()
    {
        await Output("run", "--detach", "--name", "changed", "busybox", "sleep", "1000");
        await Output("update", "--restart", "unless-stopped", "changed");
        Assert.Equal("unless-stopped\n", await Output("inspect", "--format", "{{.HostConfig.RestartPolicy.Name}}", "changed"));
        await Output("rm", "--force", "changed");
    }

    [Theory]
    [InlineData("sometimes", "invalid restart policy")]
    [InlineData("on-failure:-1", "maximum retry count")]
    public async Task A_policy_that_cannot_be_is_refused(string policy, string words)
    {
        var refused = await host.Engine.Docker("run", "--restart", policy, "busybox", "true");
        Assert.Equal(125, refused.ExitCode);
        Assert.Contains(words, refused.Stderr, StringComparison.Ordinal);
    }

    private async Task<string> Output(params string[] arguments) => (await host.Engine.Docker(arguments)).Succeeded().Stdout;
}
