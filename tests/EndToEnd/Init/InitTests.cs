using Gantry.Harness;
using Gantry.Harness.Commands;

namespace Gantry.EndToEnd.Init;

/// <summary>gantry-init as the first process of a process namespace.</summary>
public sealed class InitTests
{
    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("kill -KILL $$", 137)]
    [InlineData("kill -TERM $$", 143)]
    public async Task It_ends_as_its_command_ends(string script, int code) => Assert.Equal(code, (await Run("sh", "-c", script)).ExitCode);

    [Theory]
    [InlineData("no-such-program", 127, "gantry-init: exec no-such-program: No such file or directory\n")]
    [InlineData("/etc", 126, "gantry-init: exec /etc: Permission denied\n")]
    public async Task A_command_that_cannot_be_executed_is_told_with_a_shells_code(string command, int code, string error)
    {
        var result = await Run(command);
        Assert.Equal((code, error), (result.ExitCode, result.Stderr));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(15)]
    [InlineData(28)]
    [InlineData(35)]
    [InlineData(64)]
    public async Task No_signal_is_lost(int signal)
    {
        // The next is sent when the one before has come, since the kernel merges equal ones that wait.
        var script = $"""
            n=0
            trap 'n=$((n + 1)); test $n -lt 200 && kill -{signal} 1 || exit 0' {signal}
            kill -{signal} 1
            while :; do :; done
            """;
        (await Run("sh", "-c", script)).Succeeded();
    }

    [Fact]
    public async Task Orphans_are_reaped()
    {
        const string script = """
            for i in $(seq 50); do (true &); done
            while set -- /proc/[0-9]*; [ $# -gt 2 ]; do :; done
            """;
        (await Run("sh", "-c", script)).Succeeded(); // Only init and the shell are left.
    }

    [Fact]
    public async Task Arguments_pass_through_byte_by_byte()
    {
        const string script = "exec " + "\"$0\"" + " -- printf '%s' \"$(printf '\\377\\201')\" | od -An -tx1";
        Assert.Equal(" ff 81\n", (await Programs.Run("sh", "-c", script, Binaries.Init)).Succeeded().Stdout);
    }

    [Fact]
    public async Task The_command_is_in_its_terminals_foreground()
    {
        const string script = "stty -echo; read -r _ _ _ _ group _ _ foreground _ </proc/self/stat; test $group = $foreground && echo in front";
        var result = await Programs.Run("script", "--quiet", "--return", "--command", $"{Binaries.Init} sh -c '{script}'", "/dev/null");
        Assert.Equal("in front", result.Succeeded().Stdout.Trim());
    }

    private static Task<CommandResult> Run(params string[] command) =>
        Programs.Run("unshare", ["--pid", "--fork", "--kill-child", "--mount-proc", Binaries.Init, "--", .. command]);
}
