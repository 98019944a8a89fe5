using Gantry.Harness.Commands;
using Gantry.Harness.Runtimes;
using Gantry.Linux.Syscalls;

namespace Gantry.EndToEnd.Runtime.Contract;

public sealed class ExecTests
{
    [Fact]
    public async Task A_program_executed_later_is_in_every_namespace_of_the_container()
    {
        await using var container = await Running();
        const string script = "for n in /proc/self/ns/*; do case $n in *_for_children) ;; *) echo $n $(readlink $n) ;; esac; done";
        var own = (await container.Exec("sh", "-c", script)).Succeeded().Stdout;
        var first = (await container.Exec("sh", "-c", script.Replace("self", "1", StringComparison.Ordinal))).Succeeded().Stdout;
        Assert.Equal(first.Replace("/proc/1/", "/proc/self/", StringComparison.Ordinal), own);
        Assert.Contains("/ns/pid pid:[", own, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_executed_later_is_in_the_containers_control_groups()
    {
        await using var container = await Running();
        container.Bundle.Save();
        (await container.Command("exec", "--detach", "--pid-file", container.Root["exec.pid"], TestContainer.Id, "sleep", "60").Run()).Succeeded();
        var pid = await File.ReadAllTextAsync(container.Root["exec.pid"]);
        foreach (var group in Harness.TestCgroups.Directories(container.Cgroup))
        {
            Assert.Contains(pid, await File.ReadAllLinesAsync(Path.Combine(group, "cgroup.procs")));
        }
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("kill -9 $$", 137)]
    public async Task Exec_ends_with_the_programs_own_code(string script, int code)
    {
        await using var container = await Running();
        Assert.Equal(code, (await container.Exec("sh", "-c", script)).ExitCode);
        Assert.Equal("running", await container.Status());
    }

    [Fact]
    public async Task A_missing_program_is_named()
    {
        await using var container = await Running();
        var result = await container.Exec("nope");
        Assert.Equal(255, result.ExitCode);
        Assert.Contains("exec: \"nope\": executable file not found in $PATH", result.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_reaches_the_program()
    {
        await using var container = await Running();
        var cat = container.Command("exec", TestContainer.Id, "cat") with { Input = "hello\n" };
        Assert.Equal("hello\n", (await cat.Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task Options_set_directory_environment_and_user()
    {
        await using var container = await Running();
        var result = await Exec(container, ["--cwd", "/etc", "--env", "A=b c", "--user", "1000:100"], "sh", "-c", "pwd; echo $A; id -u; id -g");
        Assert.Equal("/etc\nb c\n1000\n100\n", result.Succeeded().Stdout);
    }

    [Fact]
    public async Task A_process_document_says_all_of_it()
    {
        await using var container = await Running();
        await File.WriteAllTextAsync(container.Root["process.json"], """
            { "args": ["sh", "-c", "id -G; echo $HOME $X; grep CapEff /proc/self/status; ulimit -n"], "cwd": "/tmp",
              "env": ["PATH=/bin", "X=y"], "user": { "uid": 1000, "gid": 1000, "additionalGids": [5, 7] },
              "rlimits": [{ "type": "RLIMIT_NOFILE", "soft": 100, "hard": 200 }] }
            """);
        var result = await container.Command("exec", "--process", container.Root["process.json"], TestContainer.Id).Run();
        Assert.Equal("1000 5 7\n/home/user y\nCapEff:\t0000000000000000\n100\n", result.Succeeded().Stdout);
    }

    [Fact]
    public async Task No_new_privileges_and_capabilities_can_be_asked_for()
    {
        await using var container = await Running();
        container.Bundle.Save();
        var result = await Exec(container, ["--cap", "CAP_NET_ADMIN", "--no-new-privs"], "grep", "-E", "Cap(Eff|Bnd)|NoNewPrivs", "/proc/self/status");
        Assert.Equal("CapEff:\t0000000020001420\nCapBnd:\t0000000020001420\nNoNewPrivs:\t1\n", result.Succeeded().Stdout);
    }

    [Fact]
    public async Task A_container_that_has_stopped_executes_nothing()
    {
        await using var container = await (await TestContainer.Of("true")).Begin();
        await container.Ended();
        var result = await container.Exec("true");
        Assert.Equal(255, result.ExitCode);
        Assert.Contains("cannot exec in a stopped container", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paused_container_executes_nothing_unless_told_to()
    {
        await using var container = await Running();
        (await container.Do("pause")).Succeeded();
        var result = await container.Exec("true");
        Assert.Equal(255, result.ExitCode);
        Assert.Contains("cannot exec in a paused container", result.Stderr, StringComparison.Ordinal);
        (await container.Do("resume")).Succeeded();
    }

    [Fact]
    public async Task A_detached_program_outlives_the_command()
    {
        await using var container = await Running();
        (await Exec(container, ["--detach"], "sh", "-c", "echo done >/tmp/fifo")).Succeeded();
        (await container.Exec("sh", "-c", "until [ -s /tmp/fifo ]; do sleep 0.02; done")).Succeeded();
    }

    [Fact]
    public async Task A_handle_of_the_program_is_sent_to_who_wants_it()
    {
        await using var container = await Running();
        using var listener = Kernel.UnixSocket();
        Kernel.BindUnix(listener, container.Root["pidfd.sock"]);
        Kernel.Listen(listener, 1);
        var options = new[] { "--detach", "--pidfd-socket", container.Root["pidfd.sock"], "--pid-file", container.Root["exec.pid"] };
        (await Exec(container, options, "sleep", "60")).Succeeded();
        using var connection = Kernel.Accept(listener);
        var message = Kernel.ReceiveDescriptors(connection, new byte[64], maxDescriptors: 1);
        using var handle = Assert.Single(message.Descriptors);
        var program = await File.ReadAllTextAsync(container.Root["exec.pid"]);
        Assert.Contains($"Pid:\t{program}\n", await File.ReadAllTextAsync($"/proc/self/fdinfo/{handle.Number}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_can_be_put_into_a_group_below_the_containers()
    {
        await using var container = await Running();
        foreach (var group in Harness.TestCgroups.Directories(container.Cgroup))
        {
            var below = Directory.CreateDirectory(Path.Combine(group, "below")).FullName;
            foreach (var inherited in (string[])["cpuset.cpus", "cpuset.mems"])
            {
                // In v1 a new group has none, and takes no process.
                if (!OnUnifiedHierarchy && File.Exists(Path.Combine(group, inherited)))
                {
                    await File.WriteAllTextAsync(Path.Combine(below, inherited), await File.ReadAllTextAsync(Path.Combine(group, inherited)));
                }
            }
        }

        (await Exec(container, ["--detach", "--cgroup", "below", "--pid-file", container.Root["exec.pid"]], "sleep", "60")).Succeeded();
        var groups = Harness.TestCgroups.Directories(container.Cgroup + "/below");
        Assert.NotEmpty(groups);
        var pid = await File.ReadAllTextAsync(container.Root["exec.pid"]);
        foreach (var group in groups)
        {
            Assert.Contains(pid, await File.ReadAllLinesAsync(Path.Combine(group, "cgroup.procs")));
        }
    }

    [Theory]
    [InlineData("nope", "nope")]
    [InlineData("../..", "../.. is not a sub cgroup path")]
    [InlineData("nope:below", "nope")]
    [InlineData("a:b:c", "invalid --cgroup argument: a:b:c")]
    public async Task A_group_that_is_not_the_containers_is_refused(string group, string words)
    {
        await using var container = await Running();
        var result = await Exec(container, ["--cgroup", group], "true");
        Assert.Equal(255, result.ExitCode);
        Assert.Contains(words, result.Stderr, StringComparison.Ordinal);
    }

    private static bool OnUnifiedHierarchy => File.Exists("/sys/fs/cgroup/cgroup.controllers");

    private static async Task<TestContainer> Running()
    {
        var container = await TestContainer.Of("sleep", "60");
        container.Bundle.With("""{ "process": { "noNewPrivileges": false } }""");
        return await container.Begin();
    }

    private static Task<CommandResult> Exec(TestContainer container, string[] options, params string[] arguments) =>
        container.Command(["exec", .. options, TestContainer.Id, .. arguments]).Run();
}
