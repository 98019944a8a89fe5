using System.Net.Sockets;
using Gantry.Harness;
using Gantry.Harness.Commands;
using Gantry.Linux.Syscalls;

namespace Gantry.EndToEnd.Docker;

/// <summary><c>gantry up</c> of another version, and SIGHUP as <c>systemctl reload</c> sends it: the engine is replaced, and no container or stream notices.</summary>
public sealed class HandoverTests
{
    [Fact]
    public async Task Another_version_takes_over_and_cuts_no_stream()
    {
        await using var engine = await LocalEngine.Start();
        await engine.ImportBusybox();
        var run = engine.Docker("run", "-d", "--name", "box", "--health-cmd", "true", "--health-interval", "100s", "--health-start-interval", "100ms", "--health-start-period", "100s", "busybox", "sleep", "1000");
        (await run).Succeeded();
        await using var events = EventLines.Of(engine, "container=box", "event=health_status");
        Assert.Equal("health_status: healthy", await events.Next());
        var (before, container) = (await engine.Status(), await Pid(engine, "box"));

        await using var attached = DockerDialogue.Begin(engine, "run", "-i", "--rm", "--name", "cat", "busybox", "cat");
        await using var exec = DockerDialogue.Begin(engine, "exec", "-i", "box", "sh", "-c", "while read line; do echo $line; done; exit 7");
        await using var logs = DockerDialogue.Begin(engine, "logs", "-f", "box");
        await using var wait = DockerDialogue.Begin(engine, "wait", "box");
        await using var stop = DockerDialogue.Begin(engine, "stop", "--timeout", "100", "box");
        await Echo(attached, "before");
        await Echo(exec, "before");
        using var old = Kernel.PidfdOpen(before.EnginePid ?? 0);

        Assert.Contains("has taken over", (await Newer(engine, "newer").Run()).Succeeded().Stdout, StringComparison.Ordinal);
        var after = await engine.Status();
        Assert.Equal(before.SupervisorPid, after.SupervisorPid);
        Assert.NotEqual(before.EnginePid, after.EnginePid);
        Assert.Equal(engine.Root["newer/gantry"], new FileInfo($"/proc/{after.EnginePid}/exe").LinkTarget);
        Assert.Equal(container, await Pid(engine, "box"));
        Assert.Equal("healthy\n", (await engine.Docker("inspect", "-f", "{{.State.Health.Status}}", "box")).Succeeded().Stdout);

        await Echo(attached, "after");
        attached.EndInput();
        Assert.Equal(0, (await attached.End()).ExitCode);
        Assert.Contains("no such object: cat", (await engine.Docker("inspect", "cat")).Stderr, StringComparison.OrdinalIgnoreCase);
        await Echo(exec, "after");
        exec.EndInput();
        Assert.Equal(7, (await exec.End()).ExitCode);

        (await engine.Docker("exec", "box", "sh", "-c", "echo said after >/proc/1/fd/1")).Succeeded();
        Assert.Equal("said after", await logs.Hear());
        (await engine.Docker("kill", "box")).Succeeded();
        Assert.Equal("137", await wait.Hear());
        Assert.Equal(0, (await logs.End()).ExitCode);
        Assert.Equal(0, (await stop.End()).ExitCode);

        // Nothing is left to carry.
        Assert.Equal(1, Kernel.Poll([new PollEntry(old, PollEvents.Readable)], 10_000));
        (await engine.Docker("start", "box")).Succeeded();
    }

    [Fact]
    public async Task Clients_that_come_and_go_notice_nothing()
    {
        await using var engine = await LocalEngine.Start();
        await engine.ImportBusybox();
        using var over = new CancellationTokenSource();
        var socket = new UnixDomainSocketEndPoint(engine.DockerHost["unix://".Length..]);
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(() => Ping(socket, over.Token))).ToList();
        for (var round = 0; round < 5; round++)
        {
            (await Newer(engine, $"newer{round}").Run()).Succeeded();
            (await engine.Docker("run", "--rm", "busybox", "true")).Succeeded();
        }

        await over.CancelAsync();
        Assert.All(await Task.WhenAll(clients), answered => Assert.True(answered > 100));
    }

    [Fact]
    public async Task The_same_program_is_left_alone_and_one_that_cannot_take_over_too()
    {
        await using var engine = await LocalEngine.Start();
        var before = await engine.Status();
        Assert.Contains("is up already", (await engine.Gantry("up")).Succeeded().Stdout, StringComparison.Ordinal);

        var broken = Newer(engine, "broken");
        await File.WriteAllTextAsync(engine.Root["broken/gantry-runtime"], "#!/bin/sh\necho broken >&2; exit 3\n");
        var result = await broken.Run();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("cannot take over, and the engine goes on as it is", result.Stderr, StringComparison.Ordinal);
        Assert.Equal(before, await engine.Status());
        (await engine.Docker("ps")).Succeeded();
    }

    [Fact]
    public async Task The_program_that_took_over_is_the_one_that_is_started_again()
    {
        await using var engine = await LocalEngine.Start();
        await engine.ImportBusybox();
        await using var attached = DockerDialogue.Begin(engine, "run", "-i", "--name", "cat", "busybox", "cat");
        await Echo(attached, "before");
        (await Newer(engine, "newer").Run()).Succeeded();

        // While the one before it still carries the stream, and is its parent.
        var first = await engine.Status();
        await engine.Crash();
        (await engine.Docker("ps")).Succeeded();
        var second = await engine.Status();
        Assert.NotEqual(first.EnginePid, second.EnginePid);
        Assert.Equal(engine.Root["newer/gantry"], new FileInfo($"/proc/{second.EnginePid}/exe").LinkTarget);
        await Echo(attached, "after");
        attached.EndInput();
        Assert.Equal(0, (await attached.End()).ExitCode);
        await engine.Crash();
        (await engine.Docker("ps")).Succeeded();
    }

    // By a new connection each time; how often it was answered.
    private static async Task<int> Ping(UnixDomainSocketEndPoint socket, CancellationToken over)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(socket, cancellationToken);
                return new NetworkStream(connection, ownsSocket: true);
            },
        });
        client.DefaultRequestHeaders.ConnectionClose = true;
        for (var answered = 0; ; answered++)
        {
            if (over.IsCancellationRequested)
            {
                return answered;
            }

            Assert.Equal("OK", await client.GetStringAsync("http://docker/_ping", CancellationToken.None));
        }
    }

    private static async Task Echo(DockerDialogue dialogue, string line)
    {
        dialogue.Say(line);
        Assert.Equal(line, await dialogue.Hear());
    }

    /// <summary><c>gantry up</c> by a copy of the programs, which is another version for all that the engine knows.</summary>
    private static Command Newer(LocalEngine engine, string folder)
    {
        Directory.CreateDirectory(engine.Root[folder]);
        foreach (var program in Directory.GetFiles(Path.GetDirectoryName(Binaries.Gantry) ?? ""))
        {
            File.Copy(program, engine.Root[$"{folder}/{Path.GetFileName(program)}"]);
        }

        return engine.Network.Inside(new Command(engine.Root[$"{folder}/gantry"], "up", "--root", engine.Root.Path));
    }

    private static async Task<string> Pid(LocalEngine engine, string container) => (await engine.Docker("inspect", "-f", "{{.State.Pid}}", container)).Succeeded().Stdout;
}
