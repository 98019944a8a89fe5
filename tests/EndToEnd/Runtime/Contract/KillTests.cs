using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Runtime.Contract;

public sealed class KillTests
{
    [Theory]
    [InlineData("USR1", "USR1")]
    [InlineData("SIGUSR1", "USR1")]
    [InlineData("10", "USR1")]
    public async Task A_signal_is_sent_by_name_or_number(string argument, string trapped)
    {
        await using var container = await Trapping(trapped);
        (await Send(container, argument)).Succeeded();
        Assert.Equal("caught", await container.Output.Line());
    }

    [Fact]
    public async Task The_signal_is_SIGTERM_where_none_is_named()
    {
        await using var container = await Trapping("TERM");
        (await container.Do("kill")).Succeeded();
        Assert.Equal("caught", await container.Output.Line());
    }

    [Fact]
    public async Task An_unknown_signal_is_named()
    {
        await using var container = await Trapping("TERM");
        var result = await Send(container, "SIGNOPE");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("SIGNOPE", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_has_stopped_takes_no_signal()
    {
        await using var container = await (await TestContainer.Of("true")).Begin();
        await container.Ended();
        var result = await Send(container, "KILL");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("container not running", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_shares_the_hosts_processes_is_killed_whole()
    {
        await using var container = await TestContainer.Shell("sleep 60 & echo $!; wait");
        container.Bundle.WithNamespace("pid", keepHosts: true);
        await container.Begin();
        var child = int.Parse(await container.Output.Line());
        (await Send(container, "KILL")).Succeeded();
        await container.Ended();
        // Its output ends when the last of them is gone.
        Assert.Equal("", await container.Output.Rest());
        Assert.False(Directory.Exists($"/proc/{child}") && (await File.ReadAllTextAsync($"/proc/{child}/cmdline")).Length > 0);
    }

    [Fact]
    public async Task All_processes_of_a_container_get_a_signal()
    {
        Assert.SkipUnless(RuntimeUnderTest.IsOurs, "runc takes --all and has ignored it since 1.2");
        await using var container = await TestContainer.Shell("""
            (trap 'echo child; exit' USR1; echo ready; while :; do sleep 0.05; done) &
            trap 'echo first' USR1
            echo ready
            while :; do sleep 0.05; done
            """);
        await container.Begin();
        Assert.Equal(["ready", "ready"], [await container.Output.Line(), await container.Output.Line()]);
        (await container.Command("kill", "--all", TestContainer.Id, "USR1").Run()).Succeeded();
        Assert.Equal(["child", "first"], new[] { await container.Output.Line(), await container.Output.Line() }.Order());
    }

    private static async Task<TestContainer> Trapping(string signal)
    {
        var container = await TestContainer.Shell($"trap 'echo caught; exit' {signal}; echo ready; while :; do sleep 0.05; done");
        await container.Begin();
        Assert.Equal("ready", await container.Output.Line());
        return container;
    }

    private static Task<Harness.Commands.CommandResult> Send(TestContainer container, string signal) =>
        container.Command("kill", TestContainer.Id, signal).Run();
}
