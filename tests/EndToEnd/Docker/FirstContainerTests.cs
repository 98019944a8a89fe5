using Gantry.Harness;

namespace Gantry.EndToEnd.Docker;

/// <summary>The thin line: the real docker command line imports an image, runs it, reads its log and removes it.</summary>
public sealed class FirstContainerTests : IAsyncLifetime
{
    private LocalEngine? _engine;

    private LocalEngine Engine => _engine ?? throw new InvalidOperationException("the engine has not been started");

    public async ValueTask InitializeAsync()
    {
        _engine = await LocalEngine.Start();
        await _engine.ImportBusybox();
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_imported_image_runs_and_its_exit_code_is_the_commands()
    {
        Assert.Equal("hello\n", (await Engine.Docker("run", "--rm", "busybox", "echo", "hello")).Succeeded().Stdout);
        Assert.Equal(7, (await Engine.Docker("run", "--rm", "--network", "none", "busybox", "sh", "-c", "exit 7")).ExitCode);
        Assert.Empty((await Engine.Docker("ps", "-aq")).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_missing_command_is_127_and_named()
    {
        var result = await Engine.Docker("run", "--rm", "busybox", "nosuch");
        Assert.Equal(127, result.ExitCode);
        Assert.Contains("exec: \"nosuch\": executable file not found in $PATH", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_detached_container_is_listed_logged_entered_and_removed()
    {
        (await Engine.Docker("run", "-d", "--name", "box", "busybox", "sh", "-c", "echo line; sleep 1000")).Succeeded();
        Assert.Equal("box\n", (await Engine.Docker("ps", "--format", "{{.Names}}")).Succeeded().Stdout);
        Assert.Equal("inside\n", (await Engine.Docker("exec", "box", "echo", "inside")).Succeeded().Stdout);
        Assert.Equal("line\n", (await Engine.Docker("logs", "box")).Succeeded().Stdout);
        (await Engine.Docker("rm", "-f", "box")).Succeeded();
        Assert.Empty((await Engine.Docker("ps", "-aq")).Succeeded().Stdout);
    }

    [Fact]
    public async Task Output_comes_back_after_standard_input_was_half_closed()
    {
        var result = await (Engine.DockerCommand("run", "--rm", "-i", "busybox", "cat") with { Input = "through\n" }).Run();
        Assert.Equal("through\n", result.Succeeded().Stdout);
    }

    [Fact]
    public async Task A_published_port_is_reached_from_the_host()
    {
        (await Engine.Docker("run", "-d", "--name", "web", "-p", "8080:80", "busybox", "sh", "-c", "echo page > index.html; exec httpd -f -p 80")).Succeeded();
        Assert.Equal("page\n", (await Engine.OnHost("curl", "-s", "--retry", "20", "--retry-connrefused", "--retry-delay", "1", "http://127.0.0.1:8080/")).Succeeded().Stdout);
    }

    [Fact]
    public async Task A_container_and_its_log_outlive_a_killed_daemon()
    {
        (await Engine.Docker("run", "-d", "--name", "box", "busybox", "sh", "-c", "echo before; sleep 1000")).Succeeded();
        var pid = (await Engine.Docker("inspect", "-f", "{{.State.Pid}}", "box")).Succeeded().Stdout;
        await Engine.Crash();
        Assert.Equal(pid, (await Engine.Docker("inspect", "-f", "{{.State.Pid}}", "box")).Succeeded().Stdout);
        Assert.Equal("before\n", (await Engine.Docker("logs", "box")).Succeeded().Stdout);
        Assert.Equal("still here\n", (await Engine.Docker("exec", "box", "echo", "still here")).Succeeded().Stdout);
    }
}
