using System.Text.Json.Nodes;
using Gantry.Harness.Runtimes;

namespace Gantry.EndToEnd.Runtime.Contract;

/// <summary>runtime-spec config.md "POSIX-platform Hooks".</summary>
public sealed class HookTests
{
    [Fact]
    public async Task Each_kind_runs_once_and_in_order()
    {
        await using var container = await TestContainer.Shell("echo program >>/log");
        var log = Path.Combine(container.Bundle.Rootfs, "log");
        foreach (var kind in (string[])["prestart", "createRuntime", "createContainer", "poststart", "poststop"])
        {
            Add(container, kind, $"echo {kind} >>{log}");
        }

        // This one runs in the container, whose log is the same file.
        Add(container, "startContainer", "echo startContainer >>/log");
        await container.Begin();
        await container.Ended();
        (await container.Do("delete")).Succeeded();
        var lines = await File.ReadAllLinesAsync(log);
        // When poststart runs differs: the specification has it after the program began, runc before.
        Assert.Equal(["prestart", "createRuntime", "createContainer", "startContainer", "program", "poststop"], lines.Where(line => line != "poststart"));
        Assert.Single(lines, "poststart");
    }

    [Theory]
    [InlineData("prestart", "^creat(ing|ed)$")]
    [InlineData("createRuntime", "^creat(ing|ed)$")]
    [InlineData("createContainer", "^creat(ing|ed)$")]
    [InlineData("startContainer", "^creat(ing|ed)$")]
    [InlineData("poststart", "^(running|created)$")]
    [InlineData("poststop", "^stopped$")]
    public async Task A_hook_reads_the_containers_state(string kind, string status)
    {
        await using var container = await TestContainer.Shell("sleep 0.2");
        var file = kind == "startContainer" ? "/state" : Path.Combine(container.Bundle.Rootfs, "state");
        Add(container, kind, $"cat >{file}");
        await container.Begin();
        await container.Ended();
        (await container.Do("delete")).Succeeded();
        var state = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(container.Bundle.Rootfs, "state")))!;
        Assert.Equal(TestContainer.Id, (string?)state["id"]);
        Assert.Equal(container.Bundle.Path, (string?)state["bundle"]);
        Assert.Matches(status, (string?)state["status"]);
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    public async Task A_hook_that_fails_fails_the_container(string kind)
    {
        await using var container = await TestContainer.Shell("echo ran");
        Add(container, kind, "exit 3");
        var run = await container.Run();
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("", run.Stdout);
        Assert.Contains("hook", run.Stderr, StringComparison.Ordinal);
        Assert.Empty(Harness.TestCgroups.Directories(container.Cgroup));
    }

    [Theory]
    [InlineData("prestart", "exit 3", "exit status 3")]
    [InlineData("createRuntime", "kill -9 $$", "signal SIGKILL")]
    [InlineData("createContainer", "exit 3", "exit status 3")]
    [InlineData("createContainer", "kill -9 $$", "signal SIGKILL")]
    [InlineData("startContainer", "exit 42", "exit status 42")]
    public async Task The_hook_that_failed_is_named_with_how_it_ended(string kind, string script, string end)
    {
        await using var container = await TestContainer.Shell("echo ran");
        Add(container, kind, script);
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.True(!RuntimeUnderTest.IsOurs || run.Stderr.Contains($"error running {kind} hook #0: /bin/sh: {end}", StringComparison.Ordinal), run.Stderr);
    }

    [Fact]
    public async Task A_hook_inside_that_cannot_be_run_is_named()
    {
        await using var container = await TestContainer.Shell("echo ran");
        container.Bundle.With("""{ "hooks": { "createContainer": [{ "path": "/no/such/hook" }] } }""");
        var run = await container.Run();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("/no/such/hook", run.Stderr, StringComparison.Ordinal);
        Assert.Contains("no such file or directory", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hook_that_takes_too_long_fails_the_container()
    {
        await using var container = await TestContainer.Shell("echo ran");
        Add(container, "createRuntime", "exec sleep 60", timeoutSeconds: 1);
        var run = await container.Run();
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("", run.Stdout);
    }

    [Theory]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    public async Task A_hook_inside_that_takes_too_long_is_named(string kind)
    {
        await using var container = await TestContainer.Shell("echo ran");
        Add(container, kind, "exec sleep 60", timeoutSeconds: 1);
        var run = await container.Run();
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("", run.Stdout);
        Assert.Contains($"{kind} hook #0", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_poststart_hook_that_fails_ends_the_container()
    {
        Assert.SkipUnless(RuntimeUnderTest.IsOurs, "runc runs poststart hooks while it creates the container");
        await using var container = await TestContainer.Of("sleep", "60");
        Add(container, "poststart", "exit 3");
        (await container.Create()).Succeeded();
        Assert.NotEqual(0, (await container.Do("start")).ExitCode);
        await container.Ended();
        Assert.Equal("stopped", await container.Status());
    }

    [Fact]
    public async Task A_hook_has_the_arguments_and_environment_of_the_config_alone()
    {
        await using var container = await TestContainer.Of("true");
        var file = container.Root["env"];
        container.Bundle.With($$"""
            { "hooks": { "createRuntime": [{ "path": "/bin/sh", "args": ["named", "-c", "echo $0 $1 >{{file}}; /usr/bin/env >>{{file}}", "zero", "one"], "env": ["A=b"] }] } }
            """);
        (await container.Run()).Succeeded();
        var lines = await File.ReadAllLinesAsync(file);
        Assert.Equal("zero one", lines[0]);
        Assert.Equal(["A=b"], lines.Skip(1).Where(line => !line.StartsWith("PWD=", StringComparison.Ordinal) && !line.StartsWith('_') && !line.StartsWith("SHLVL", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Hooks_run_in_the_namespaces_of_their_kind()
    {
        await using var container = await TestContainer.Of("true");
        Add(container, "createRuntime", $"readlink /proc/self/ns/mnt >{container.Root["runtime"]}");
        Add(container, "createContainer", $"readlink /proc/self/ns/mnt >{container.Root["container"]}");
        (await container.Run()).Succeeded();
        var own = new FileInfo("/proc/self/ns/mnt").LinkTarget;
        Assert.Equal(own, (await File.ReadAllTextAsync(container.Root["runtime"])).TrimEnd());
        Assert.NotEqual(own, (await File.ReadAllTextAsync(container.Root["container"])).TrimEnd());
    }

    private static void Add(TestContainer container, string kind, string script, int? timeoutSeconds = null)
    {
        var hook = new JsonObject { ["path"] = "/bin/sh", ["args"] = new JsonArray("sh", "-c", script), ["env"] = new JsonArray("PATH=/usr/bin:/bin") };
        if (timeoutSeconds is { } seconds)
        {
            hook["timeout"] = seconds;
        }

        container.Bundle.With($$"""{ "hooks": { "{{kind}}": [{{hook.ToJsonString()}}] } }""");
    }
}
