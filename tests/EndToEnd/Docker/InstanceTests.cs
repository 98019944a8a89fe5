using Gantry.Harness;
using Gantry.Harness.Runtimes;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.EndToEnd.Docker;

/// <summary>gantry up, status and down, and instances side by side.</summary>
public sealed class InstanceTests
{
    [Fact]
    public async Task Down_leaves_nothing_in_the_kernel_and_everything_on_disk()
    {
        await using var engine = await LocalEngine.Start();
        await engine.ImportBusybox();
        (await engine.Docker("run", "-d", "--name", "web", "-p", "8080:80", "busybox", "sleep", "1000")).Succeeded();
        (await engine.Docker("run", "-d", "--name", "host", "--network", "host", "busybox", "sleep", "1000")).Succeeded();
        (await engine.Docker("run", "-d", "--name", "none", "--network", "none", "--memory", "64m", "busybox", "sleep", "1000")).Succeeded();
        (await engine.Docker("exec", "-d", "web", "sleep", "1000")).Succeeded();
        (await engine.Docker("pause", "none")).Succeeded();
        var up = await KernelObjects.Of(engine);
        Assert.NotEmpty(up.Mounts);
        Assert.NotEmpty(up.Links);
        Assert.NotEmpty(up.Cgroups);
        Assert.NotEmpty(up.Tables);
        Assert.NotEmpty(up.Settings);

        (await engine.Gantry("down")).Succeeded();

        Assert.Empty((await KernelObjects.Of(engine)).All);
        Assert.Equal(3, (await engine.Gantry("status")).ExitCode);
        (await engine.Gantry("up")).Succeeded();
        Assert.Equal("host\nnone\nweb\n", await Names(engine, "-a"));
        Assert.Equal("", await Names(engine));
        (await engine.Docker("start", "web")).Succeeded();
    }

    [Fact]
    public async Task Down_cleans_a_root_whose_processes_were_all_killed()
    {
        await using var engine = await LocalEngine.Start();
        await engine.ImportBusybox();
        (await engine.Docker("run", "-d", "-p", "8080:80", "busybox", "sleep", "1000")).Succeeded();
        var network = await engine.Network.Name();
        var status = await engine.Status();
        Processes.Kill(status.SupervisorPid ?? 0);
        Processes.Kill(status.EnginePid ?? 0);
        var shims = Processes.Where(pid => Processes.IsInNetwork(pid, network) && Processes.CommandLine(pid) is [_, "shim", ..]);
        Assert.Single(shims);
        Processes.Kill(shims[0]);
        Assert.NotEmpty((await KernelObjects.Of(engine)).Processes);

        (await engine.Gantry("down")).Succeeded();

        Assert.Empty((await KernelObjects.Of(engine)).All);
    }

    [Fact]
    public async Task Down_kills_a_shim_that_is_stopped_and_says_so()
    {
        await using var engine = await LocalEngine.Start();
        await engine.ImportBusybox();
        var id = (await engine.Docker("run", "-d", "busybox", "sleep", "1000")).Succeeded().Stdout.Trim();
        var shim = await OnlyShim(engine);
        using (var process = Kernel.TryPidfdOpen(shim)!)
        {
            Assert.True(Kernel.TryPidfdSendSignal(process, Signal.SIGSTOP));
        }

        var down = (await engine.Gantry("down")).Succeeded();

        Assert.Contains($"The shim of container {id[..12]} did not answer and was killed.", down.Stdout, StringComparison.Ordinal);
        Assert.Empty((await KernelObjects.Of(engine)).All);
    }

    [Fact]
    public async Task A_client_reads_that_the_shim_broke_off()
    {
        await using var engine = await LocalEngine.Start();
        await engine.ImportBusybox();
        using var told = new OutputPipe();
        var command = engine.DockerCommand("run", "busybox", "sh", "-c", "echo begun; sleep 1000") with
        {
            Descriptors = new Dictionary<int, FileDescriptor> { [1] = told.Writer },
        };
        await using var attached = command.Start();
        told.CloseWriter();
        await told.Line();
        Processes.Kill(await OnlyShim(engine));
        var run = await attached.End();

        Assert.Equal(137, run.ExitCode);
        Assert.Contains("the container's shim broke off before the end of the output", run.Stderr, StringComparison.Ordinal);
    }

    private static async Task<int> OnlyShim(LocalEngine engine)
    {
        var network = await engine.Network.Name();
        return Assert.Single(Processes.Where(pid => Processes.IsInNetwork(pid, network) && Processes.CommandLine(pid) is [_, "shim", ..]));
    }

    [Fact]
    public async Task Two_engines_on_one_host_know_nothing_of_each_other()
    {
        await using var one = await LocalEngine.Start();
        await using var other = await one.StartBeside();
        await one.ImportBusybox();
        await other.ImportBusybox();
        (await one.Docker("run", "-d", "--name", "box", "-p", "8081:80", "busybox", "sh", "-c", "echo one > index.html; exec httpd -f -p 80")).Succeeded();
        (await other.Docker("run", "-d", "--name", "box", "-p", "8082:80", "busybox", "sh", "-c", "echo other > index.html; exec httpd -f -p 80")).Succeeded();
        Assert.Equal("one\n", await Page(one, 8081));
        Assert.Equal("other\n", await Page(one, 8082));

        (await one.Gantry("down")).Succeeded();

        Assert.Equal("other\n", await Page(other, 8082));
        Assert.Equal("box\n", await Names(other));
    }

    [Fact]
    public async Task A_root_with_a_path_of_a_hundred_characters_is_reached_by_the_address_that_status_prints()
    {
        await using var engine = await LocalEngine.Start(pathLength: 100);
        Assert.Equal(100, engine.Root.Path.Length);
        var status = await engine.Status();
        Assert.True($"{status.DockerHost["unix://".Length..]}".Length <= 100, status.DockerHost);
        Assert.Equal(status.Run, new DirectoryInfo(engine.Root["run"]).LinkTarget);
        await engine.ImportBusybox();
        Assert.Equal("hello\n", (await engine.Docker("run", "--rm", "busybox", "echo", "hello")).Succeeded().Stdout);

        (await engine.Gantry("down")).Succeeded();

        Assert.False(Directory.Exists(status.Run));
        Assert.False(Path.Exists(engine.Root["run"]));
    }

    [Fact]
    public async Task A_second_process_on_a_root_says_who_holds_it()
    {
        await using var engine = await LocalEngine.Start();
        var status = await engine.Status();
        var second = await engine.Gantry("engine");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"process {status.EnginePid} is its engine", second.Stderr, StringComparison.Ordinal);
        var up = (await engine.Gantry("up")).Succeeded();
        Assert.Contains("up already", up.Stdout, StringComparison.Ordinal);
        Assert.Contains($"process {status.SupervisorPid}", up.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_shows_why_the_engine_does_not_start()
    {
        await using var engine = await LocalEngine.Start();
        (await engine.Gantry("down")).Succeeded();
        await File.WriteAllTextAsync(engine.Root["engine/containers.db"], "this is no database, however long one looks at it");
        var up = await engine.Gantry("up");
        Assert.Equal(1, up.ExitCode);
        Assert.Contains("the engine did not start", up.Stderr, StringComparison.Ordinal);
        Assert.Contains("file is not a database", up.Stderr, StringComparison.Ordinal);
        Assert.Empty((await KernelObjects.Of(engine)).Processes);
    }

    private static async Task<string> Names(LocalEngine engine, params string[] options) =>
        string.Concat((await engine.Docker(["ps", "--format", "{{.Names}}", .. options])).Succeeded().Stdout.Split('\n').Where(name => name.Length > 0).Order().Select(name => $"{name}\n"));

    private static async Task<string> Page(LocalEngine engine, int port) =>
        (await engine.OnHost("curl", "-s", "--retry", "20", "--retry-connrefused", "--retry-delay", "1", $"http://127.0.0.1:{port}/")).Succeeded().Stdout;
}
