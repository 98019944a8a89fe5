using Gantry.Harness;
using Gantry.Harness.Commands;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.EndToEnd.Docker;

/// <summary>The process that holds the sockets and starts the daemon again, and systemd in its place.</summary>
public sealed class SupervisorTests
{
    [Fact]
    public async Task A_client_that_comes_while_the_daemon_is_dead_is_answered_by_the_next_one()
    {
        await using var engine = await LocalEngine.Start();
        for (var round = 0; round < 5; round++)
        {
            await engine.Crash();
            // Begun before the next daemon can be there; a socket that nobody held would refuse it.
            (await engine.Docker("ps")).Succeeded();
        }
    }

    [Fact]
    public async Task A_daemon_that_died_is_started_again_and_the_log_says_so()
    {
        await using var engine = await LocalEngine.Start();
        var before = await engine.Status();
        await engine.Crash();
        (await engine.Docker("ps")).Succeeded();
        var after = await engine.Status();
        Assert.Equal(before.SupervisorPid, after.SupervisorPid);
        Assert.NotEqual(before.EnginePid, after.EnginePid);
        Assert.Contains($"process {before.EnginePid} has ended with signal SIGKILL", await File.ReadAllTextAsync(engine.Root["engine/log"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_is_told_that_the_sockets_are_meant_for_it()
    {
        var result = (await new Command(Binaries.Runtime, "exec-listen", "/bin/sh", "-c", "echo $$ $LISTEN_PID")
        {
            Environment = new Dictionary<string, string> { ["LISTEN_PID"] = "1" },
        }.Run()).Succeeded();
        var pids = result.Stdout.Trim().Split(' ');
        Assert.Equal(pids[0], pids[1]);
    }

    [Fact]
    public async Task Sockets_that_were_meant_for_another_process_are_not_taken()
    {
        await using var root = PrivateRoot.Create();
        await using var network = await NetworkNamespace.Create(root);
        using var socket = Kernel.UnixSocket();
        Kernel.BindUnix(socket, root["given.sock"]);
        Kernel.Listen(socket);
        using var ready = Kernel.UnixSocket(UnixSocketType.Datagram);
        Kernel.BindUnix(ready, root["ready.sock"]);
        await using var daemon = network.Inside(new Command(Binaries.Gantry, "engine", "--root", root.Path)
        {
            Environment = new Dictionary<string, string>
            {
                ["LISTEN_PID"] = "1", ["LISTEN_FDS"] = "1", ["LISTEN_FDNAMES"] = "docker", ["NOTIFY_SOCKET"] = root["ready.sock"],
            },
            Descriptors = new Dictionary<int, FileDescriptor> { [3] = socket },
        }).Start();
        Assert.Equal(1, Kernel.Poll([new PollEntry(ready, PollEvents.Readable)], 30_000));

        Assert.Equal("OK", (await Programs.Run("curl", "-s", "--unix-socket", root["run/docker.sock"], "http://d/_ping")).Succeeded().Stdout);
        Assert.Equal(0, Kernel.Poll([new PollEntry(socket, PollEvents.Readable)], 0));

        daemon.Send(Signal.SIGTERM);
        Assert.Equal(0, (await daemon.End()).ExitCode);
        (await network.Inside(new Command(Binaries.Gantry, "down", "--root", root.Path)).Run()).Succeeded();
    }

    [Fact]
    public async Task A_daemon_takes_the_sockets_that_are_meant_for_it_and_its_children_do_not_inherit_them()
    {
        await using var engine = await LocalEngine.Start();
        await engine.ImportBusybox();
        (await engine.Docker("run", "-d", "busybox", "sleep", "1000")).Succeeded();
        var status = await engine.Status();
        var network = await engine.Network.Name();
        var socket = Sockets(status.EnginePid ?? 0).Intersect(Sockets(status.SupervisorPid ?? 0)).ToList();
        Assert.NotEmpty(socket);
        var shim = Assert.Single(Processes.Where(pid => Processes.IsInNetwork(pid, network) && Processes.CommandLine(pid) is [_, "shim", ..]));
        Assert.Empty(Sockets(shim).Intersect(socket));
        Assert.DoesNotContain("LISTEN_", await File.ReadAllTextAsync($"/proc/{shim}/environ"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_that_a_dead_engine_left_is_no_hindrance()
    {
        await using var engine = await LocalEngine.Start();
        var status = await engine.Status();
        Processes.Kill(status.SupervisorPid ?? 0);
        var refused = await engine.Gantry("up");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"process {status.EnginePid} is its engine, without a supervisor", refused.Stderr, StringComparison.Ordinal);
        Processes.Kill(status.EnginePid ?? 0);
        (await engine.Gantry("up")).Succeeded();
        (await engine.Docker("ps")).Succeeded();
    }

    [Fact]
    public async Task A_daemon_that_fails_at_its_first_start_ends_the_supervisor_and_its_log_does_not_grow_without_end()
    {
        await using var root = PrivateRoot.Create();
        var result = await new Command(
            Binaries.Runtime, "supervise", "--lock", root["lock"], "--notify", root["notify.sock"], "--log", root["log"], "--listen", $"docker={root["docker.sock"]}",
            "--", "/bin/sh", "-c", "head -c 40000000 /dev/zero | tr '\\0' a; exit 4").Run();
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("has ended with status 4", (await File.ReadAllTextAsync(root["log"]))[^100..], StringComparison.Ordinal);
        string[] logs = ["log", "log.1", "log.2"];
        Assert.Equal(logs, Directory.GetFiles(root.Path, "log*").Select(Path.GetFileName).Order());
        Assert.All(logs, log => Assert.InRange(new FileInfo(root[log]).Length, 1, 10 * 1024 * 1024));
        Assert.False(File.Exists(root["docker.sock"]));
    }

    [Fact]
    public async Task Systemd_finds_nothing_wrong_with_the_units()
    {
        Assert.SkipUnless(Programs.TryFind("systemd-analyze") is not null, "systemd-analyze, which reads unit files, is not on this machine");
        await using var root = PrivateRoot.Create();
        foreach (var unit in Directory.GetFiles(Path.Combine(Binaries.RepositoryRoot, "eng/systemd")))
        {
            // It also looks whether the program is there.
            await File.WriteAllTextAsync(root[Path.GetFileName(unit)], (await File.ReadAllTextAsync(unit)).Replace("/usr/bin/gantry", Binaries.Gantry, StringComparison.Ordinal));
        }

        var result = await Programs.Run("systemd-analyze", "verify", "--man=no", root["gantry.service"], root["gantry.socket"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Stdout + result.Stderr);
    }

    private static IReadOnlyList<string> Sockets(int pid) =>
        [.. Directory.GetFiles($"/proc/{pid}/fd").Select(path => new FileInfo(path).LinkTarget).OfType<string>().Where(target => target.StartsWith("socket:", StringComparison.Ordinal))];
}
