using Gantry.Harness.Runtimes;
using Gantry.Linux;

namespace Gantry.EndToEnd.Docker;

/// <summary>The commands of the docker command line, each doing what its user expects.</summary>
public sealed class CommandTests(RunOptionsTests.Host host) : IClassFixture<RunOptionsTests.Host>
{
    [Fact]
    public async Task Version_and_info_tell_of_the_engine()
    {
        Assert.Equal("1.51\n", await Output("version", "--format", "{{.Server.APIVersion}}"));
        Assert.Contains("overlay2", await Output("info", "--format", "{{.Driver}} {{.CgroupDriver}} {{.DockerRootDir}}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_are_imported_listed_tagged_and_removed()
    {
        await Output("import", "--message", "made here", await Harness.Images.BusyboxImage.Archive(), "other:1");
        Assert.Equal("other:1\n", await Output("images", "--format", "{{.Repository}}:{{.Tag}}", "other"));
        await Output("tag", "other:1", "example.org/team/other:2");
        Assert.Contains("made here", await Output("history", "--no-trunc", "other:1"), StringComparison.Ordinal);
        Assert.Contains("Untagged: other:1", await Output("rmi", "other:1"), StringComparison.Ordinal);
        Assert.Contains("Untagged: example.org/team/other:2", await Output("rmi", "example.org/team/other:2"), StringComparison.Ordinal);
        Assert.Equal("Error response from daemon: No such image: other:1\n", (await host.Engine.Docker("rmi", "other:1")).Stderr);
    }

    [Fact]
    public async Task An_image_in_use_is_not_removed()
    {
        await Output("tag", "busybox", "used");
        await Output("create", "--name", "user", "used", "true");
        await Output("tag", "used", "spare");
        Assert.Contains("Untagged: spare:latest", await Output("rmi", "spare"), StringComparison.Ordinal);
        await Output("rm", "user");
        await Output("rmi", "used");
    }

    [Fact]
    public async Task A_created_container_starts_stops_and_starts_again()
    {
        await Output("create", "--name", "again", "busybox", "sh", "-c", "echo started; trap 'exit 5' TERM; while :; do sleep 0.05; done");
        Assert.Equal("created\n", await State("again"));
        await Output("start", "again");
        await Line("again", "started");
        Assert.Equal("running\n", await State("again"));
        await Output("stop", "again");
        Assert.Equal("exited 5\n", await Output("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", "again"));
        await Output("restart", "again");
        Assert.Equal("running\n", await State("again"));
        await Output("rm", "--force", "again");
        Assert.Contains("No such container: again", (await host.Engine.Docker("inspect", "--type", "container", "again")).Stderr, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_container_that_ignores_its_stop_signal_is_killed_in_the_end()
    {
        await Output("run", "--detach", "--name", "deaf", "busybox", "sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.05; done");
        await Line("deaf", "deaf");
        await Output("stop", "--timeout", "1", "deaf");
        Assert.Equal("137\n", await Output("wait", "deaf"));
        await Output("rm", "deaf");
    }

    [Fact]
    public async Task Kill_sends_the_signal_that_is_asked_for()
    {
        await Output("run", "--detach", "--name", "listener", "busybox", "sh", "-c", "trap 'echo usr1; exit 3' USR1; echo ready; while :; do sleep 0.05; done");
        await Line("listener", "ready");
        await Output("kill", "--signal", "USR1", "listener");
        Assert.Equal("3\n", await Output("wait", "listener"));
        Assert.Equal("ready\nusr1\n", await Output("logs", "listener"));
        Assert.Equal("Error response from daemon: cannot kill container: listener: container listener is not running\n", Normalized((await host.Engine.Docker("kill", "listener")).Stderr, "listener"));
        await Output("rm", "listener");
    }

    [Fact]
    public async Task A_paused_container_stands_still_until_it_is_unpaused()
    {
        await Output("run", "--detach", "--name", "frozen", "busybox", "sleep", "1000");
        await Output("pause", "frozen");
        Assert.Equal("paused\n", await State("frozen"));
        Assert.Contains("is paused", (await host.Engine.Docker("exec", "frozen", "true")).Stderr, StringComparison.Ordinal);
        await Output("unpause", "frozen");
        await Output("exec", "frozen", "true");
        await Output("rm", "--force", "frozen");
    }

    [Fact]
    public async Task Exec_has_an_environment_a_directory_a_user_and_an_exit_code_of_its_own()
    {
        await Output("run", "--detach", "--name", "inner", "busybox", "sleep", "1000");
        Assert.Equal("value /tmp 1000\n", await Output("exec", "-e", "NAME=value", "-w", "/tmp", "-u", "user", "inner", "sh", "-c", "echo $NAME $PWD $(id -u)"));
        Assert.Equal(9, (await host.Engine.Docker("exec", "inner", "sh", "-c", "exit 9")).ExitCode);
        Assert.Equal(127, (await host.Engine.Docker("exec", "inner", "nosuch")).ExitCode);
        Assert.Equal("terminal\n", (await Output("exec", "-t", "inner", "sh", "-c", "test -t 1 && echo terminal")).ReplaceLineEndings("\n"));
        Assert.Equal("through\n", (await (host.Engine.DockerCommand("exec", "-i", "inner", "cat") with { Input = "through\n" }).Run()).Succeeded().Stdout);
        await Output("rm", "--force", "inner");
    }

    [Fact]
    public async Task Logs_are_followed_counted_and_dated()
    {
        await Output("run", "--name", "talker", "busybox", "sh", "-c", "echo one; echo two; echo three");
        Assert.Equal("three\n", await Output("logs", "--tail", "1", "talker"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z one", await Output("logs", "--timestamps", "talker"));
        Assert.Equal("one\ntwo\nthree\n", await Output("logs", "--follow", "talker"));
        await Output("rm", "talker");
    }

    [Fact]
    public async Task Logs_keep_both_streams_apart()
    {
        await Output("run", "--name", "both", "busybox", "sh", "-c", "echo out; echo err >&2");
        var logs = (await host.Engine.Docker("logs", "both")).Succeeded();
        Assert.Equal(("out\n", "err\n"), (logs.Stdout, logs.Stderr));
        await Output("rm", "both");
    }

    [Fact]
    public async Task Ps_filters_by_state_name_and_label()
    {
        await Output("create", "--name", "labelled", "--label", "team=blue", "busybox", "true");
        Assert.Equal("labelled\n", await Output("ps", "--all", "--filter", "label=team=blue", "--format", "{{.Names}}"));
        Assert.Equal("labelled\n", await Output("ps", "--all", "--filter", "status=created", "--filter", "name=label", "--format", "{{.Names}}"));
        Assert.Empty(await Output("ps", "--filter", "label=team=blue", "--quiet"));
        await Output("rm", "labelled");
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        await Output("create", "--name", "taken", "busybox", "true");
        var second = await host.Engine.Docker("create", "--name", "taken", "busybox", "true");
        Assert.Contains("Conflict. The container name \"/taken\" is already in use by container", second.Stderr, StringComparison.Ordinal);
        await Output("rename", "taken", "free");
        await Output("rm", "free");
    }

    [Fact]
    public async Task A_running_container_is_not_removed_unasked()
    {
        await Output("run", "--detach", "--name", "busy", "busybox", "sleep", "1000");
        Assert.Contains("container is running: stop the container before removing or force remove", (await host.Engine.Docker("rm", "busy")).Stderr, StringComparison.Ordinal);
        await Output("rm", "--force", "busy");
    }

    [Fact]
    public async Task A_missing_image_is_named()
    {
        var result = await host.Engine.Docker("run", "--pull", "never", "--rm", "not-here:1", "true");
        Assert.Equal(125, result.ExitCode);
        Assert.Contains("No such image: not-here:1", result.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("network", "create", "-d", "macvlan", "own")]
    public async Task What_is_not_there_yet_says_so(params string[] arguments)
    {
        var result = await (host.Engine.DockerCommand(arguments) with { WorkingDirectory = host.Engine.Root.Path, Timeout = TimeSpan.FromSeconds(20) }).Run();
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("not there yet", result.Stderr, StringComparison.Ordinal);
    }

    private static string Normalized(string text, string name) => System.Text.RegularExpressions.Regex.Replace(text, "[0-9a-f]{64}", name, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

    private async Task<string> Output(params string[] arguments) => (await host.Engine.Docker(arguments)).Succeeded().Stdout;

    private Task<string> State(string name) => Output("inspect", "--format", "{{.State.Status}}", name);

    /// <summary>Waits until the container has written its first line.</summary>
    private async Task Line(string name, string line)
    {
        using var output = new OutputPipe();
        await using var logs = (host.Engine.DockerCommand("logs", "--follow", name) with { Descriptors = new Dictionary<int, FileDescriptor> { [1] = output.Writer } }).Start();
        output.CloseWriter();
        Assert.Equal(line, await output.Line());
    }
}
