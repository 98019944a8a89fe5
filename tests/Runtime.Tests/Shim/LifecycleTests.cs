using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Tests.Shim;

public sealed class LifecycleTests : ShimTests
{
    [Fact]
    public async Task A_container_runs_is_recorded_and_told_and_the_shim_ends()
    {
        await using var shim = await Start(new TestBundle("echo out; echo err >&2; exit 7"));
        using var subscriber = shim.Connect();
        subscriber.Do(FrameKind.Subscribe);

        using var streams = Run(shim);
        var (stdout, stderr, exit) = streams.OutputToEnd();

        Assert.Equal(("out\n", "err\n", 7), (stdout, stderr, exit.ExitCode));
        Assert.Equal(exit, subscriber.AwaitExit());
        Assert.Equal(0, shim.AwaitEnd().ShellCode);
        Assert.Equal(exit, shim.RecordedExit);
        Assert.Empty(Directory.GetFileSystemEntries(shim["runtime"]));
        Assert.Equal("", shim.Complaints);
    }

    [Fact]
    public async Task Ps_shows_a_shim_by_its_name()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create();
        Assert.Equal("gantry-shim\n", await File.ReadAllTextAsync($"/proc/{shim.Pid}/comm", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_created_container_runs_when_it_is_started()
    {
        await using var shim = await Start(new TestBundle("echo began"));
        using var streams = shim.Attach();
        using var client = shim.Create(settings => settings with { StartNow = false });
        Assert.False(client.Status().Started);
        Assert.NotEqual(0, client.Status().Pid);

        client.Do(FrameKind.Start);

        Assert.Equal("began\n", streams.OutputToEnd().Stdout);
        Assert.Equal(0, shim.AwaitEnd().ShellCode);
    }

    [Fact]
    public async Task The_runtimes_own_sentence_tells_why_a_container_cannot_be_made()
    {
        await using var shim = await Start(new TestBundle("true"));
        var config = await File.ReadAllTextAsync(Path.Combine(shim["bundle"], "config.json"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(shim["bundle"], "config.json"), config.Replace("/bin/sh", "/bin/missing"), TestContext.Current.CancellationToken);
        using var client = shim.Connect();

        Assert.Contains("exec: \"/bin/missing\"", client.Refused(FrameKind.Create, shim.Settings));
        Assert.Equal(0, client.Status().Pid);
        Delete(shim);
    }

    [Fact]
    public async Task A_signal_reaches_the_containers_process()
    {
        await using var shim = await Start(new TestBundle("trap 'echo caught; exit 3' TERM; echo ready; while :; do sleep 0.01; done"));
        using var streams = shim.Attach();
        using var client = shim.Create();
        streams.OutputUntil("ready");

        client.Do(FrameKind.Signal, new SendSignal { Signal = 15 });

        var (stdout, _, exit) = streams.OutputToEnd();
        Assert.Equal(("caught\n", 3), (stdout, exit.ExitCode));
    }

    [Fact]
    public async Task A_killed_container_ends_with_128_and_the_signal()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var streams = shim.Attach();
        using var client = shim.Create();
        client.Do(FrameKind.Signal, Kill);
        Assert.Equal(137, streams.OutputToEnd().Exit.ExitCode);
    }

    [Fact]
    public async Task A_paused_container_stands_still_until_it_is_resumed()
    {
        await using var shim = await Start(new TestBundle("echo ready; read line; echo got $line"));
        using var streams = shim.Attach(stdin: true);
        using var client = shim.Create(settings => settings with { OpenStdin = true });
        streams.OutputUntil("ready");

        client.Do(FrameKind.Pause);
        Assert.True(client.Status().Paused);
        streams.Input("word\n");
        client.Do(FrameKind.Resume);

        Assert.False(client.Status().Paused);
        Assert.Equal("got word\n", streams.OutputToEnd().Stdout);
    }

    [Fact]
    public async Task Delete_kills_a_paused_container_and_ends_the_shim()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create();
        client.Do(FrameKind.Pause);
        Delete(shim);
        Assert.Equal(137, shim.RecordedExit?.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(shim["runtime"]));
    }

    [Fact]
    public async Task Delete_ends_a_shim_that_has_no_container()
    {
        await using var shim = await Start(new TestBundle("true"));
        Delete(shim);
    }

    [Fact]
    public async Task A_container_that_the_kernel_killed_for_memory_says_so()
    {
        await using var shim = await Start(new TestBundle("tail /dev/zero") { MemoryBytes = 16 << 20 });
        using var streams = Run(shim);
        var exit = streams.OutputToEnd().Exit;
        Assert.Equal((137, true), (exit.ExitCode, exit.OutOfMemory));
        Assert.True(shim.RecordedExit?.OutOfMemory);
    }

    [Fact]
    public async Task The_resources_of_a_running_container_can_be_changed()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create();

        client.SendBytes(FrameKind.Update, """{"pids":{"limit":17}}"""u8);
        client.Receive(FrameKind.Done);

        var group = Assert.Single(Harness.TestCgroups.Directories($"/{Path.GetFileName(Path.GetDirectoryName(shim.LogPath))}/container"), path => path.Contains("/pids/") || File.Exists(path + "/pids.max"));
        Assert.Equal("17", (await File.ReadAllTextAsync(group + "/pids.max", TestContext.Current.CancellationToken)).Trim());
    }

    [Fact]
    public async Task A_signal_for_all_reaches_every_process()
    {
        await using var shim = await Start(new TestBundle("sleep 1000 & sleep 1000"));
        using var streams = shim.Attach();
        using var client = shim.Create();
        client.Do(FrameKind.Signal, Kill with { All = true });
        Assert.Equal(137, streams.OutputToEnd().Exit.ExitCode);
    }

    [Fact]
    public async Task A_second_container_is_refused()
    {
        await using var shim = await Start(new TestBundle("sleep 1000"));
        using var client = shim.Create();
        Assert.Contains("has a container already", client.Refused(FrameKind.Create, shim.Settings));
    }

    [Fact]
    public async Task A_bundle_under_a_long_path_gets_its_terminal()
    {
        await using var shim = await Start(new TestBundle("tty") { Terminal = true }, pathLength: 180);
        using var streams = Run(shim);
        Assert.Equal("/dev/pts/0\r\n", streams.OutputToEnd().Stdout);
    }
}
