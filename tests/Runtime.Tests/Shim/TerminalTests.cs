using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Tests.Shim;

public sealed class TerminalTests : ShimTests
{
    [Fact]
    public async Task A_terminal_echoes_and_passes_keys_on()
    {
        await using var shim = await Start(new TestBundle("read line; echo got $line; test -t 2 && echo all") { Terminal = true });
        using var streams = Run(shim, stdin: true);
        streams.Input("word\r");
        Assert.Equal("word\r\ngot word\r\nall\r\n", streams.OutputToEnd().Stdout);
    }

    [Fact]
    public async Task An_interrupt_key_reaches_the_foreground()
    {
        await using var shim = await Start(new TestBundle("trap 'exit 42' INT; echo ready; while :; do sleep 0.01; done") { Terminal = true });
        using var streams = Run(shim, stdin: true);
        streams.OutputUntil("ready");
        streams.Input("\u0003");
        Assert.Equal(42, streams.OutputToEnd().Exit.ExitCode);
    }

    [Fact]
    public async Task A_terminal_is_resized_and_its_program_told()
    {
        await using var shim = await Start(new TestBundle("trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.01; done") { Terminal = true });
        using var streams = Run(shim, stdin: true);
        using var client = shim.Connect();
        streams.OutputUntil("ready\r\n");
        client.Do(FrameKind.Resize, new ResizeTerminal { Width = 101, Height = 37 });
        Assert.Equal("37 101\r\n", streams.OutputToEnd().Stdout);
    }

    [Fact]
    public async Task A_size_that_cannot_be_and_a_container_without_terminal_are_refused()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create();
        Assert.Contains("70000", client.Refused(FrameKind.Resize, new ResizeTerminal { Width = 70_000, Height = 1 }));
        Assert.Contains("no terminal", client.Refused(FrameKind.Resize, new ResizeTerminal { Width = 80, Height = 25 }));
    }

    [Fact]
    public async Task Output_comes_again_after_everybody_has_closed_the_terminal_for_a_while()
    {
        const string script = "exec 3<>/tmp/fifo; echo first; exec </dev/null >/dev/null 2>&1; read -u 3 go; exec >/dev/pts/0; echo second; exit 4";
        await using var shim = await Start(new TestBundle($"mkfifo /tmp/fifo; {script}") { Terminal = true });
        using var streams = Run(shim, stdin: true);
        streams.OutputUntil("first");

        // Its hang-up must not spin either: the shim sleeps while it lasts.
        var before = CpuTime.Of(shim.Pid);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.InRange(CpuTime.Of(shim.Pid) - before, 0, 50);

        using var go = shim.Exec("go", "echo go >/tmp/fifo");
        var (stdout, _, exit) = streams.OutputToEnd();
        Assert.EndsWith("second\r\n", stdout);
        Assert.Equal(4, exit.ExitCode);
    }

    [Fact]
    public async Task A_process_left_behind_with_the_terminal_open_does_not_keep_the_end_from_coming()
    {
        await using var shim = await Start(new TestBundle("(trap '' HUP; sleep 1000) & echo gone") { Terminal = true, HostPids = true });
        using var streams = Run(shim);
        Assert.Equal("gone\r\n", streams.OutputToEnd().Stdout);
        Assert.Equal(0, shim.AwaitEnd().ShellCode);
    }
}
