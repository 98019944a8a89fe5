namespace Gantry.EndToEnd.Docker;

/// <summary>Where output is kept, and how it is read.</summary>
public sealed class LogDriverTests(RunOptionsTests.Host host) : IClassFixture<RunOptionsTests.Host>
{
    [Theory]
    [InlineData("json-file")]
    [InlineData("local")]
    public async Task A_rotated_log_is_read_in_order_and_keeps_no_more_than_it_may(string driver)
    {
        await Output(
            "run", "--name", $"talker-{driver}", "--log-driver", driver, "--log-opt", "max-size=10k", "--log-opt", "max-file=3",
            "busybox", "sh", "-c", "for i in $(seq 1 2000); do echo line $i; done");
        var lines = (await Output("logs", $"talker-{driver}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("line 2000", lines[^1]);
        Assert.InRange(lines.Length, 100, 600);
        Assert.Equal(Enumerable.Range(2001 - lines.Length, lines.Length).Select(number => $"line {number}"), lines);
        Assert.Equal("line 1999\nline 2000\n", await Output("logs", "--tail", "2", $"talker-{driver}"));
        await Output("rm", $"talker-{driver}");
    }

    [Fact]
    public async Task Details_are_the_labels_and_variables_that_were_chosen()
    {
        await Output(
            "run", "--name", "detailed", "--label", "team=blue", "--label", "other=x", "--env", "STAGE=test", "--log-opt", "labels=team", "--log-opt", "env=STAGE",
            "busybox", "echo", "said");
        Assert.Equal("STAGE=test,team=blue said\n", await Output("logs", "--details", "detailed"));
        await Output("rm", "detailed");
    }

    [Fact]
    public async Task Without_a_log_there_is_nothing_to_read()
    {
        await Output("run", "--name", "mute", "--log-driver", "none", "busybox", "echo", "said");
        Assert.Contains("configured logging driver does not support reading", (await host.Engine.Docker("logs", "mute")).Stderr, StringComparison.Ordinal);
        await Output("rm", "mute");
    }

    [Theory]
    [InlineData("--log-opt colour=red", "unknown log opt 'colour' for json-file log driver")]
    [InlineData("--log-driver nowhere", "logger: no log driver named 'nowhere' is registered")]
    [InlineData("--storage-opt size=1g", "--storage-opt is supported only for overlay over xfs with 'pquota' mount option")]
    [InlineData("--cpu-rt-runtime 1000", "Your kernel does not support CPU real-time scheduler")]
    public async Task What_cannot_be_is_refused_with_dockers_words(string options, string words)
    {
        var refused = await host.Engine.Docker(["run", .. options.Split(' '), "busybox", "true"]);
        Assert.Equal(125, refused.ExitCode);
        Assert.Contains(words, refused.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_shows_the_columns_that_ps_would()
    {
        await Output("run", "--detach", "--name", "topped", "busybox", "sleep", "1234");
        Assert.Matches(@"^PID +COMMAND +ARGUMENTS\n\d+ +sleep +sleep 1234\n$", await Output("top", "topped", "-o", "pid,comm,args=ARGUMENTS"));
        Assert.Matches(@"^USER +PID +%CPU +%MEM +VSZ +RSS +TTY +STAT +START +TIME +COMMAND\n", await Output("top", "topped", "aux"));
        Assert.Contains("Couldn't find PID field in ps output", (await host.Engine.Docker("top", "topped", "-o", "comm")).Stderr, StringComparison.Ordinal);
        await Output("rm", "--force", "topped");
    }

    private async Task<string> Output(params string[] arguments) => (await host.Engine.Docker(arguments)).Succeeded().Stdout;
}
