using Gantry.ShimProtocol;

namespace Gantry.Runtime.Tests.Shim;

/// <summary>The shim knows no more of a runtime than runc's command line: Debian's runc serves it too.</summary>
public sealed class OtherRuntimeTests : ShimTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Runc_runs_the_container_and_what_is_executed_in_it(bool terminal)
    {
        await using var shim = await StartWithRunc(new TestBundle("read word; echo got $word; exit 7") { Terminal = terminal });
        using var streams = shim.Attach(stdin: true);
        using var client = shim.Create(settings => settings with { OpenStdin = true });
        using (var exec = shim.Exec("e", "echo inside; exit 3", terminal: terminal))
        {
            var (inside, _, end) = exec.OutputToEnd();
            Assert.Equal(("inside", 3), (inside.TrimEnd(), end.ExitCode));
        }

        client.Do(FrameKind.Pause);
        client.Do(FrameKind.Resume);
        streams.Input("it\n");

        var (stdout, _, exit) = streams.OutputToEnd();
        Assert.EndsWith("got it", stdout.TrimEnd());
        Assert.Equal(7, exit.ExitCode);
        Assert.Equal(0, shim.AwaitEnd().ShellCode);
        Assert.Equal(exit, shim.RecordedExit);
    }
}
