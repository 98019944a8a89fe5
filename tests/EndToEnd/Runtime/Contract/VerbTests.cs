using System.Text.Json.Nodes;
using Gantry.Harness.Commands;
using Gantry.Harness.Runtimes;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.EndToEnd.Runtime.Contract;

/// <summary>The verbs that look at containers or hold them, and the options that all verbs have.</summary>
public sealed class VerbTests
{
    [Fact]
    public async Task A_paused_container_does_nothing_until_it_is_resumed()
    {
        await using var container = await TestContainer.Shell("i=0; while :; do i=$((i+1)); echo $i; sleep 0.02; done");
        await container.Begin();
        await container.Output.Line();
        (await container.Do("pause")).Succeeded();
        Assert.Equal("paused", await container.Status());
        Assert.NotEqual('R', (await File.ReadAllTextAsync($"/proc/{container.Pid}/stat")).Split(") ")[1][0]);
        (await container.Do("resume")).Succeeded();
        Assert.Equal("running", await container.Status());
        await container.Output.Line();
    }

    [Fact]
    public async Task Only_a_paused_container_is_resumed()
    {
        await using var container = await (await TestContainer.Of("sleep", "60")).Begin();
        var result = await container.Do("resume");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("not paused", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paused_container_is_deleted_by_force()
    {
        await using var container = await (await TestContainer.Of("sleep", "60")).Begin();
        (await container.Do("pause")).Succeeded();
        (await container.Do("delete", "--force")).Succeeded();
        await container.Ended();
        Assert.Empty(Harness.TestCgroups.Directories(container.Cgroup));
    }

    [Fact]
    public async Task Containers_are_listed()
    {
        await using var container = await (await TestContainer.Of("sleep", "60")).Begin();
        Assert.Equal("box\n", (await container.Command("list", "--quiet").Run()).Succeeded().Stdout);
        var listed = JsonNode.Parse((await container.Command("list", "--format", "json").Run()).Succeeded().Stdout)!.AsArray();
        var entry = Assert.Single(listed)!;
        Assert.Equal("box", (string?)entry["id"]);
        Assert.Equal(container.Pid, (int?)entry["pid"]);
        Assert.Equal("running", (string?)entry["status"]);
        Assert.Equal(container.Bundle.Path, (string?)entry["bundle"]);
        Assert.Matches(@"^ID\s+PID\s+STATUS\s+BUNDLE\s+CREATED\s+OWNER\s*\nbox\s", (await container.Command("list").Run()).Succeeded().Stdout);
    }

    [Fact]
    public async Task The_processes_of_a_container_are_listed()
    {
        await using var container = await TestContainer.Shell("sleep 60 & echo ready; wait");
        await container.Begin();
        await container.Output.Line();
        var pids = JsonNode.Parse((await container.Do("ps", "--format", "json")).Succeeded().Stdout)!.AsArray().Select(pid => (int)pid!).ToList();
        Assert.Equal(2, pids.Count);
        Assert.Contains(container.Pid, pids);
        var table = (await container.Command("ps", TestContainer.Id).Run()).Succeeded().Stdout;
        Assert.Matches(@"^UID\s+PID\s", table);
        Assert.Contains("sleep 60", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statistics_are_told_once()
    {
        await using var container = await TestContainer.Of("sleep", "60");
        container.Bundle.With("""{ "linux": { "resources": { "pids": { "limit": 44 } } } }""");
        await container.Begin();
        var told = JsonNode.Parse((await container.Do("events", "--stats")).Succeeded().Stdout)!;
        Assert.Equal("stats", (string?)told["type"]);
        Assert.Equal("box", (string?)told["id"]);
        Assert.Equal(1, (int?)told["data"]!["pids"]!["current"]);
        Assert.Equal(44, (int?)told["data"]!["pids"]!["limit"]);
        Assert.True((long?)told["data"]!["memory"]!["usage"]!["usage"] > 0);
        Assert.True((long?)told["data"]!["cpu"]!["usage"]!["total"] > 0);
    }

    [Fact]
    public async Task Statistics_are_told_at_intervals_until_the_container_ends()
    {
        await using var container = await (await TestContainer.Of("sleep", "60")).Begin();
        using var told = new OutputPipe();
        var command = container.Command("events", "--interval", "20ms", TestContainer.Id) with
        {
            Descriptors = new Dictionary<int, FileDescriptor> { [1] = told.Writer },
        };
        await using var running = command.Start();
        told.CloseWriter();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("stats", (string?)JsonNode.Parse(await told.Line())!["type"]);
        }

        (await container.Command("kill", TestContainer.Id, "KILL").Run()).Succeeded();
        await told.Rest();
        Assert.True(!RuntimeUnderTest.IsOurs || (await running.End()).ExitCode == 0);
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("soon")]
    public async Task An_interval_that_is_none_is_refused(string interval)
    {
        await using var container = await (await TestContainer.Of("sleep", "60")).Begin();
        var result = await container.Do("events", "--interval", interval);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("interval", result.Stdout + result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ps_shows_a_waiting_containers_process_by_the_runtimes_name()
    {
        Assert.SkipUnless(RuntimeUnderTest.IsOurs, "runc has another name");
        await using var container = await TestContainer.Of("true");
        (await container.Create()).Succeeded();
        Assert.Equal("gantry-runtime\n", await File.ReadAllTextAsync($"/proc/{container.Pid}/comm"));
    }

    [Fact]
    public async Task Features_are_told_as_the_specification_has_them()
    {
        await using var container = await TestContainer.Of("true");
        var features = JsonNode.Parse((await container.Command("features").Run()).Succeeded().Stdout)!;
        Assert.StartsWith("1.", (string?)features["ociVersionMin"], StringComparison.Ordinal);
        Assert.StartsWith("1.", (string?)features["ociVersionMax"], StringComparison.Ordinal);
        Assert.Contains("poststop", Words(features["hooks"]));
        Assert.Contains("rro", Words(features["mountOptions"]));
        Assert.Equal(["cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"], Words(features["linux"]!["namespaces"]).Order());
        Assert.Contains("CAP_SYS_ADMIN", Words(features["linux"]!["capabilities"]));
        Assert.True((bool?)features["linux"]!["cgroup"]!["v1"]);
        Assert.True((bool?)features["linux"]!["cgroup"]!["v2"]);
        Assert.True((bool?)features["linux"]!["seccomp"]!["enabled"]);
        Assert.Contains("SCMP_ACT_NOTIFY", Words(features["linux"]!["seccomp"]!["actions"]));
    }

    [Fact]
    public async Task A_handle_of_the_process_is_sent_to_who_wants_it()
    {
        await using var container = await TestContainer.Of("sleep", "60");
        using var listener = Kernel.UnixSocket();
        Kernel.BindUnix(listener, container.Root["pidfd.sock"]);
        Kernel.Listen(listener, 1);
        await container.Begin("--pidfd-socket", container.Root["pidfd.sock"]);
        using var connection = Kernel.Accept(listener);
        var message = Kernel.ReceiveDescriptors(connection, new byte[64], maxDescriptors: 1);
        using var handle = Assert.Single(message.Descriptors);
        Assert.True(Kernel.TryPidfdSendSignal(handle, Signal.SIGKILL));
        await container.Ended();
        Assert.Equal("stopped", await container.Status());
    }

    [Fact]
    public async Task Errors_go_to_the_log_file_in_the_format_that_is_asked_for()
    {
        await using var container = await TestContainer.Of("true");
        var log = container.Root["log"];
        var result = await container.Command("--log", log, "--log-format", "json", "state", TestContainer.Id).Run();
        Assert.Equal(1, result.ExitCode);
        var line = JsonNode.Parse((await File.ReadAllLinesAsync(log))[^1])!;
        Assert.Equal("error", (string?)line["level"]);
        Assert.Contains("container does not exist", (string?)line["msg"], StringComparison.Ordinal);
        Assert.True(DateTimeOffset.TryParse((string?)line["time"], out _));
        Assert.Contains("container does not exist", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_names_the_specifications()
    {
        await using var container = await TestContainer.Of("true");
        Assert.Matches(@"\nspec: 1\.\d+\.\d+", (await Programs.Run(container.Runtime, "--version")).Succeeded().Stdout);
    }

    [Fact]
    public async Task An_unknown_option_is_named()
    {
        await using var container = await TestContainer.Of("true");
        var result = await container.Do("state", "--nope");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("nope", result.Stdout + result.Stderr, StringComparison.Ordinal);
    }

    private static HashSet<string> Words(JsonNode? list) => [.. list!.AsArray().Select(word => (string)word!)];
}
