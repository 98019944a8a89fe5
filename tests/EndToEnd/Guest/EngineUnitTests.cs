using Gantry.Harness;
using Gantry.Harness.Commands;
using Gantry.Harness.Images;
using Gantry.Harness.Packages;

namespace Gantry.EndToEnd.Guest;

/// <summary>The engine as systemd's service and socket, as we ship them, on cgroup v2.</summary>
[Trait("Stage", "Guest")]
public sealed class EngineUnitTests : IAsyncLifetime
{
    private const string Units = "/etc/systemd/system";

    private string _docker = "";

    public async ValueTask InitializeAsync()
    {
        _docker = (await Peers.DockerCli.Unpack()).Program("docker");
        foreach (var program in (string[])[Binaries.Gantry, Binaries.Runtime, Binaries.Init])
        {
            File.Copy(program, Path.Combine("/usr/bin", Path.GetFileName(program)), overwrite: true);
        }

        foreach (var unit in Directory.GetFiles(Path.Combine(Binaries.RepositoryRoot, "eng/systemd")))
        {
            File.Copy(unit, Path.Combine(Units, Path.GetFileName(unit)), overwrite: true);
        }

        await Systemctl("daemon-reload");
        await Systemctl("start", "gantry.socket");
        (await Docker("import", await BusyboxImage.Archive(), "busybox")).Succeeded();
    }

    public async ValueTask DisposeAsync()
    {
        var containers = (await Docker("ps", "-aq")).Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (containers.Length > 0)
        {
            await Docker(["rm", "-f", .. containers]);
        }

        await Systemctl("stop", "gantry.socket", "gantry.service");
    }

    [Fact]
    public async Task A_connection_starts_the_service_and_its_containers_outlive_a_restart_and_a_reload()
    {
        Assert.Equal("hello\n", (await Docker("run", "--rm", "busybox", "echo", "hello")).Succeeded().Stdout);
        (await Docker("run", "-d", "--name", "box", "--memory", "64m", "--cpus", "0.5", "--pids-limit", "77", "busybox", "sh", "-c", "echo before; sleep 1000")).Succeeded();
        var pid = (await Docker("inspect", "-f", "{{.State.Pid}}", "box")).Succeeded().Stdout.TrimEnd();
        var group = "/sys/fs/cgroup" + (await File.ReadAllTextAsync($"/proc/{pid}/cgroup")).Trim()["0::".Length..];
        await Systemctl("daemon-reload");
        await Systemctl("restart", "gantry.service");
        Assert.Equal(pid, (await Docker("inspect", "-f", "{{.State.Pid}}", "box")).Succeeded().Stdout.TrimEnd());
        Assert.Equal("before\n", (await Docker("logs", "box")).Succeeded().Stdout);
        Assert.Equal("still here\n", (await Docker("exec", "box", "echo", "still here")).Succeeded().Stdout);
        string[] files = ["memory.max", "cpu.max", "pids.max"];
        Assert.Equal(["67108864", "50000 100000", "77"], files.Select(file => File.ReadAllText(Path.Combine(group, file)).TrimEnd()));
    }

    [Fact]
    public async Task A_container_killed_for_its_memory_says_so()
    {
        Assert.Equal(137, (await Docker("run", "--name", "box", "--memory", "16m", "--memory-swap", "16m", "busybox", "tail", "/dev/zero")).ExitCode);
        Assert.Equal("true 137\n", (await Docker("inspect", "-f", "{{.State.OOMKilled}} {{.State.ExitCode}}", "box")).Succeeded().Stdout);
    }

    private static async Task Systemctl(params string[] arguments) => (await Programs.Run("systemctl", arguments)).Succeeded();

    private Task<CommandResult> Docker(params string[] arguments) => new Command(_docker, arguments)
    {
        Environment = new Dictionary<string, string> { ["DOCKER_HOST"] = "unix:///run/gantry/docker.sock" },
    }.Run();
}
