using Gantry.Harness.Runtimes;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.EndToEnd.Runtime.Contract;

/// <summary>runtime-spec runtime.md "Lifecycle", with runc's words and exit codes.</summary>
public sealed class LifecycleTests
{
    [Fact]
    public async Task A_created_container_waits_for_start()
    {
        await using var container = await TestContainer.Shell("echo ran");
        container.Bundle.With("""{ "annotations": { "org.example.key": "value" } }""");
        (await container.Create()).Succeeded();

        var state = await container.State();
        Assert.Equal("created", (string?)state["status"]);
        Assert.Equal(TestContainer.Id, (string?)state["id"]);
        Assert.Equal(container.Bundle.Path, (string?)state["bundle"]);
        Assert.Equal(container.Pid, (int?)state["pid"]);
        Assert.Equal("value", (string?)state["annotations"]?["org.example.key"]);
        Assert.Matches(@"^1\.\d+\.\d+", (string?)state["ociVersion"]);

        (await container.Do("start")).Succeeded();
        Assert.Equal("ran\n", await container.Output.Rest());
        await container.Ended();
        Assert.Equal("stopped", await container.Status());
        Assert.Equal(0, (int?)(await container.State())["pid"]);
    }

    [Fact]
    public async Task The_program_is_unknown_until_start_but_its_absence_is_known_at_create()
    {
        await using var container = await TestContainer.Of("nope");
        var created = await container.Create();
        Assert.NotEqual(0, created.ExitCode);
        Assert.Contains("exec: \"nope\": executable file not found in $PATH", created.Message(), StringComparison.Ordinal);
        Assert.Contains("does not exist", (await container.Do("state")).Stderr, StringComparison.Ordinal);
        Assert.Empty(Harness.TestCgroups.Directories(container.Cgroup));
    }

    [Theory]
    [InlineData("/etc/passwd", "permission denied")]
    [InlineData("/etc", "is a directory")]
    [InlineData("/no/such/file", "no such file or directory")]
    public async Task A_program_that_cannot_be_executed_is_named_with_the_reason(string program, string reason)
    {
        await using var container = await TestContainer.Of(program);
        var run = await container.Run();
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(program, run.Stderr, StringComparison.Ordinal);
        Assert.Contains(reason, run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Starting_a_container_that_runs_is_refused()
    {
        await using var container = await (await TestContainer.Of("sleep", "60")).Begin();
        var again = await container.Do("start");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("cannot start an already running container", again.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Starting_a_container_that_has_stopped_is_refused()
    {
        await using var container = await (await TestContainer.Of("true")).Begin();
        await container.Ended();
        var again = await container.Do("start");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("cannot start a container that has stopped", again.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_in_use_is_refused()
    {
        await using var container = await (await TestContainer.Of("sleep", "60")).Begin();
        var second = await container.Command("create", "--bundle", container.Bundle.Path, TestContainer.Id).Run();
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("container with given ID already exists", second.Stderr, StringComparison.Ordinal);
        Assert.Equal("running", await container.Status());
    }

    [Theory]
    [InlineData("../box")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a b")]
    public async Task An_id_that_could_lead_elsewhere_is_refused(string id)
    {
        await using var container = await TestContainer.Of("true");
        container.Bundle.Save();
        var run = await container.Command("run", "--bundle", container.Bundle.Path, id).Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("invalid", run.Stderr, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("state")]
    [InlineData("start")]
    [InlineData("kill")]
    [InlineData("delete")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("update")]
    public async Task A_container_that_is_not_there_is_named(string verb)
    {
        await using var container = await TestContainer.Of("true");
        var result = await container.Do(verb);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("container does not exist", result.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 42", 42)]
    [InlineData("exit 255", 255)]
    [InlineData("kill -9 $$", 137)]
    public async Task Run_ends_with_the_programs_own_code(string script, int code)
    {
        // PID 1 cannot kill itself, so the script is not alone in its namespace.
        await using var container = await TestContainer.Shell($"sh -c '{script}'; exit $?");
        Assert.Equal(code, (await container.Run()).ExitCode);
    }

    [Fact]
    public async Task Run_passes_signals_on_to_the_program()
    {
        await using var container = await TestContainer.Shell("trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done");
        container.Bundle.Save();
        using var output = new OutputPipe();
        var command = container.Command("run", "--bundle", container.Bundle.Path, TestContainer.Id) with
        {
            Descriptors = new Dictionary<int, FileDescriptor> { [1] = output.Writer },
        };
        await using var running = command.Start();
        Assert.Equal("ready", await output.Line());
        running.Send(Signal.SIGTERM);
        Assert.Equal(7, (await running.End()).ExitCode);
    }

    [Fact]
    public async Task Run_leaves_nothing_of_the_container()
    {
        await using var container = await TestContainer.Of("true");
        (await container.Run()).Succeeded();
        Assert.Equal(1, (await container.Do("state")).ExitCode);
        Assert.Empty(Harness.TestCgroups.Directories(container.Cgroup));
        Assert.Empty(Harness.TestMounts.Below(container.Root.Path));
    }

    [Fact]
    public async Task Input_reaches_the_program()
    {
        await using var container = await TestContainer.Of("cat");
        container.Bundle.Save();
        var cat = container.Command("run", "--bundle", container.Bundle.Path, TestContainer.Id) with { Input = "through and through\n" };
        Assert.Equal("through and through\n", (await cat.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task The_pid_file_holds_only_the_number()
    {
        await using var container = await (await TestContainer.Shell("echo started; sleep 60")).Begin();
        Assert.Equal("started", await container.Output.Line());
        Assert.Equal(container.Pid.ToString(), await File.ReadAllTextAsync(container.Root["pid"]));
        Assert.Contains("sleep", await File.ReadAllTextAsync($"/proc/{container.Pid}/cmdline"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_runs_is_not_deleted_without_force()
    {
        await using var container = await (await TestContainer.Of("sleep", "60")).Begin();
        var refused = await container.Do("delete");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("that is not stopped: running", refused.Stderr, StringComparison.Ordinal);

        using var process = Kernel.PidfdOpen(container.Pid);
        (await container.Do("delete", "--force")).Succeeded();
        Assert.Equal(1, Kernel.Poll([new PollEntry(process, PollEvents.Readable)], 0));
        Assert.Equal(1, (await container.Do("state")).ExitCode);
        Assert.Empty(Harness.TestCgroups.Directories(container.Cgroup));
    }

    [Fact]
    public async Task A_created_container_can_be_deleted()
    {
        await using var container = await TestContainer.Of("true");
        (await container.Create()).Succeeded();
        (await container.Do("delete", "--force")).Succeeded();
        Assert.Equal(1, (await container.Do("state")).ExitCode);
    }

    [Fact]
    public async Task Deleting_by_force_what_is_not_there_succeeds()
    {
        await using var container = await TestContainer.Of("true");
        Assert.Equal(0, (await container.Do("delete", "--force")).ExitCode);
    }
}
