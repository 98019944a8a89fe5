using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.ShimProtocol;

namespace Gantry.Runtime.Tests.Shim;

/// <summary>What is left when a shim is killed.</summary>
public sealed class DurabilityTests : ShimTests
{
    [Fact]
    public async Task An_end_that_was_told_is_on_record_although_the_shim_is_killed_at_once()
    {
        await using var shim = await Start(new TestBundle("exit 11"));
        using var subscriber = shim.Connect();
        subscriber.Do(FrameKind.Subscribe);
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        shim.Create().Dispose();
        var told = subscriber.AwaitExit();
        shim.Kill();
        // 0: it had cleared up and gone by itself before the signal came.
        Assert.True(shim.AwaitEnd().ShellCode is 137 or 0);

        Assert.Equal(told, shim.RecordedExit);
        Assert.Equal(11, told.ExitCode);
        Assert.InRange(told.Time / 1_000_000, before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task The_record_is_written_before_anybody_hears_of_it_and_with_one_sync()
    {
        await using var shim = await Start(new TestBundle("read go; exit 2"));
        using var streams = shim.Attach(stdin: true);
        using var client = shim.Create(settings => settings with { OpenStdin = true });
        Assert.Equal(0, new FileInfo(shim.ExitPath).Length);
        streams.Input("go\n");
        Assert.Equal(2, streams.OutputToEnd().Exit.ExitCode);
        Assert.Equal(2, shim.RecordedExit?.ExitCode);
        Assert.Single(File.ReadAllLines(shim.ExitPath));
    }

    [Fact]
    public async Task A_container_whose_shim_is_killed_goes_on_and_the_runtime_finds_and_ends_it()
    {
        await using var shim = await Start(new TestBundle("echo up; exec sleep 1000"));
        using var streams = shim.Attach();
        using var client = shim.Create();
        streams.OutputUntil("up");
        using var container = Kernel.TryPidfdOpen(client.Status().Pid)!;

        shim.Kill();
        shim.AwaitEnd();
        Assert.Equal(0, Kernel.Poll([new PollEntry(container, PollEvents.Readable)], 100));
        Assert.Null(shim.RecordedExit);

        // What the daemon does when it finds nobody at the shim's socket.
        Assert.Throws<LinuxException>(() => shim.Connect());
        Assert.Equal(0, (await shim.Runtime("delete", "--force", shim.Settings.Id)).ExitCode);
        Assert.True(Kernel.Poll([new PollEntry(container, PollEvents.Readable)], 5000) > 0);
        Assert.Empty(Directory.GetFileSystemEntries(shim["runtime"]));
    }

    [Fact]
    public async Task A_shim_and_a_container_killed_together_leave_what_the_runtime_can_clear()
    {
        await using var shim = await Start(new TestBundle("echo up; exec sleep 1000"));
        using var streams = shim.Attach();
        using var client = shim.Create();
        streams.OutputUntil("up");
        using var container = Kernel.TryPidfdOpen(client.Status().Pid)!;

        shim.Kill();
        Kernel.TryPidfdSendSignal(container, Signal.SIGKILL);
        shim.AwaitEnd();

        Assert.Equal(0, (await shim.Runtime("delete", "--force", shim.Settings.Id)).ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(shim["runtime"]));
    }
}
