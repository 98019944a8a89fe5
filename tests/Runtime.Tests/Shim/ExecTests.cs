using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Tests.Shim;

public sealed class ExecTests : ShimTests
{
    [Fact]
    public async Task An_exec_has_its_own_streams_and_exit_code()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create();
        using var exec = shim.Exec("one", "cat; echo err >&2; exit 9", stdin: true);
        exec.Input("hello");
        exec.Send(FrameKind.StdinEnd);
        var (stdout, stderr, exit) = exec.OutputToEnd();
        Assert.Equal(("hello", "err\n", 9, "one"), (stdout, stderr, exit.ExitCode, exit.ExecId));
        Assert.Empty(shim.Log);
        Assert.Empty(client.Status().Execs);
    }

    [Fact]
    public async Task An_exec_can_have_a_terminal_of_its_own_size()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create();
        using var exec = shim.Exec("tty", "read go; stty size", stdin: true, terminal: true);
        client.Do(FrameKind.Resize, new ResizeTerminal { ExecId = "tty", Width = 90, Height = 30 });
        exec.Input("\r");
        Assert.Equal("\r\n30 90\r\n", exec.OutputToEnd().Stdout);
    }

    [Fact]
    public async Task The_end_of_a_detached_exec_is_told_to_subscribers_of_today_and_tomorrow()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create();
        using var subscriber = shim.Connect();
        subscriber.Do(FrameKind.Subscribe);

        client.Ask(FrameKind.Exec, RunningShim.ExecOf("quiet", "exit 4"), FrameKind.Started);

        var exit = subscriber.AwaitExit();
        Assert.Equal(("quiet", 4), (exit.ExecId, exit.ExitCode));
        using var late = shim.Connect();
        late.Do(FrameKind.Subscribe);
        Assert.Equal(exit, late.AwaitExit());
    }

    [Fact]
    public async Task A_hundred_execs_end_each_with_its_own_code()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create();
        for (var batch = 0; batch < 5; batch++)
        {
            var execs = Enumerable.Range(batch * 20, 20).Select(number => (number, shim.Exec($"e{number}", $"echo {number}; exit {number}"))).ToList();
            foreach (var (number, exec) in execs)
            {
                using (exec)
                {
                    var (stdout, _, exit) = exec.OutputToEnd();
                    Assert.Equal(($"{number}\n", number), (stdout, exit.ExitCode));
                }
            }
        }

        // What it has heard of before it is asked it has dealt with when it answers.
        client.Status();
        client.Status();
        Assert.InRange(Directory.GetFiles($"/proc/{shim.Pid}/fd").Length, 0, 20);
    }

    [Fact]
    public async Task An_exec_outlives_its_client_and_can_be_killed()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create();
        using var subscriber = shim.Connect();
        subscriber.Do(FrameKind.Subscribe);
        shim.Exec("long", "sleep 1000").Dispose();
        Assert.Equal(["long"], client.Status().Execs);

        client.Do(FrameKind.Signal, Kill with { ExecId = "long" });

        Assert.Equal(137, subscriber.AwaitExit().ExitCode);
    }

    [Fact]
    public async Task An_exec_ends_with_its_container()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create();
        using var exec = shim.Exec("inside", "echo up; sleep 1000");
        exec.OutputUntil("up");
        client.Do(FrameKind.Signal, Kill);
        Assert.Equal(137, exec.OutputToEnd().Exit.ExitCode);
        Assert.Equal(0, shim.AwaitEnd().ShellCode);
    }

    [Fact]
    public async Task A_missing_program_a_taken_id_and_a_container_that_is_not_there_are_refused()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var early = shim.Connect();
        Assert.Contains("does not exist", early.Refused(FrameKind.Exec, RunningShim.ExecOf("x", "true")));
        using var client = shim.Create();
        client.Ask(FrameKind.Exec, RunningShim.ExecOf("x", "sleep 1000"), FrameKind.Started);
        Assert.Contains("x", client.Refused(FrameKind.Exec, RunningShim.ExecOf("x", "true")));
        var missing = RunningShim.ExecOf("y", "true") with { Process = """{"args":["/nowhere"],"cwd":"/"}"""u8.ToArray() };
        Assert.Contains("/nowhere", client.Refused(FrameKind.Exec, missing));
        Assert.Contains("no JSON", client.Refused(FrameKind.Exec, missing with { Process = "{"u8.ToArray() }));
        Assert.Equal(["x"], client.Status().Execs);
    }
}
