using Gantry.Harness;

namespace Gantry.EndToEnd.Docker;

/// <summary>Restart policies outlive the engine.</summary>
public sealed class RestartAfterCrashTests
{
    [Fact]
    public async Task What_ends_when_the_engine_crashes_is_started_again_and_what_was_stopped_is_not()
    {
        await using var engine = await LocalEngine.Start();
        await engine.ImportBusybox();
        await Run(engine, "ended", "unless-stopped");
        await Run(engine, "stopped", "unless-stopped");
        await Run(engine, "always", "always");
        (await engine.Docker("stop", "--timeout", "0", "stopped", "always")).Succeeded();
        var pid = int.Parse(
            (await engine.Docker("inspect", "--format", "{{.State.Pid}}", "ended")).Succeeded().Stdout, System.Globalization.CultureInfo.InvariantCulture);
        await engine.Crash();
        Processes.Kill(pid);
        await using var events = EventLines.Of(engine, "event=start");
        await events.Next();
        await events.Next();
        Assert.Equal("always running\nended running\nstopped exited\n", await States(engine));
    }

    private static async Task Run(LocalEngine engine, string name, string policy) =>
        (await engine.Docker("run", "--detach", "--name", name, "--restart", policy, "busybox", "sleep", "1000")).Succeeded();

    private static async Task<string> States(LocalEngine engine)
    {
        var lines = (await engine.Docker("ps", "--all", "--format", "{{.Names}} {{.State}}")).Succeeded().Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(lines.Order(StringComparer.Ordinal).Select(line => line + "\n"));
    }
}
