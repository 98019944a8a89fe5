using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Tests.Processes;

public sealed class ExitStatusTests
{
    [Theory]
    [InlineData("exit 0", 0, Signal.None, 0)]
    [InlineData("exit 255", 255, Signal.None, 255)]
    [InlineData("kill -TERM $$", 0, Signal.SIGTERM, 143)]
    [InlineData("kill -KILL $$", 0, Signal.SIGKILL, 137)]
    public void The_end_of_a_child_is_told_as_code_or_signal(string script, int code, Signal signal, int shellCode)
    {
        using var child = Shell(script).StartChild();
        var status = child.Wait();
        Assert.Equal(new ExitStatus(code, signal), status);
        Assert.Equal(shellCode, status.ShellCode);
    }

    [Fact]
    public void A_child_is_reaped_once()
    {
        var pid = Shell("exit 3").Start();
        Assert.Equal(3, Kernel.WaitForChild(pid).Code);
        Assert.Equal(Errno.ECHILD, Assert.Throws<LinuxException>(() => Kernel.WaitForChild(pid)).Errno);
    }

    private static Spawn Shell(string script) => new() { Path = "/bin/sh", Arguments = ["sh", "-c", script] };
}
