using Gantry.Linux;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Tests.Shim;

/// <summary>What a container may do, and its shim lives on and tells of its end.</summary>
public sealed class ContainerMisbehaviourTests : ShimTests
{
    [Fact]
    public async Task A_container_that_forks_without_end_meets_its_limit_and_can_be_killed()
    {
        await using var shim = await Start(new TestBundle("f() { f | f & }; f; echo forked; while :; do :; done") { MaxProcesses = 50 });
        using var streams = shim.Attach();
        using var client = shim.Create(settings => settings with { Log = settings.Log! with { MaxBytes = 1 << 20, MaxFiles = 1 } });
        streams.OutputUntil("forked");

        Assert.True(client.Status().Started);
        client.Do(FrameKind.Signal, Kill);

        using var subscriber = shim.Attach();
        Assert.Equal(137, subscriber.OutputToEnd().Exit.ExitCode);
    }

    [Fact]
    public async Task A_container_that_ignores_signals_dies_of_sigkill_only()
    {
        await using var shim = await Start(new TestBundle("trap '' TERM INT HUP; echo ready; while :; do sleep 0.01; done"));
        using var streams = shim.Attach();
        using var client = shim.Create();
        streams.OutputUntil("ready");

        client.Do(FrameKind.Signal, new SendSignal { Signal = 15 });
        Assert.Null(client.Status().Exit);
        client.Do(FrameKind.Signal, Kill);

        Assert.Equal(137, streams.OutputToEnd().Exit.ExitCode);
    }

    [Fact]
    public async Task A_container_that_closes_all_its_streams_lives_on_without_costing_time()
    {
        await using var shim = await Start(new TestBundle("exec sleep 1000 <&- >&- 2>&-"));
        using var streams = shim.Attach(stdin: true);
        using var client = shim.Create(settings => settings with { OpenStdin = true });
        client.Ask(FrameKind.Exec, RunningShim.ExecOf("e", "true"), FrameKind.Started);
        var before = CpuTime.Of(shim.Pid);
        await Task.Delay(300, TestContext.Current.CancellationToken);

        Assert.Null(client.Status().Exit);
        Assert.InRange(CpuTime.Of(shim.Pid) - before, 0, 50);
        client.Do(FrameKind.Signal, Kill);
        Assert.Equal(137, streams.OutputToEnd().Exit.ExitCode);
    }

    [Fact]
    public async Task Orphans_of_a_container_without_a_pid_namespace_are_reaped_by_the_shim()
    {
        await using var shim = await Start(new TestBundle("for i in 1 2 3 4 5; do (true & exit) ; (sh -c 'exit 9' & exit); done; echo made; exec sleep 1000") { HostPids = true });
        using var streams = shim.Attach();
        using var client = shim.Create();
        streams.OutputUntil("made");

        // An exec's end passes through the same reaper, behind the ends of before.
        using (var exec = shim.Exec("last", "sleep 0.2"))
        {
            exec.OutputToEnd();
        }

        Assert.Equal([client.Status().Pid], ProcessTree.ChildrenOf(shim.Pid));
    }

    [Fact]
    public async Task Signals_that_a_host_sends_to_everybody_do_not_end_the_shim()
    {
        await using var shim = await Start(new TestBundle("trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.01; done"));
        using var streams = shim.Attach();
        using var client = shim.Create();
        streams.OutputUntil("ready");
        foreach (var signal in (Signal[])[Signal.SIGTERM, Signal.SIGINT, Signal.SIGHUP, Signal.SIGPIPE])
        {
            shim.Send(signal);
        }

        client.Do(FrameKind.Signal, new SendSignal { Signal = 15 });
        Assert.Equal(5, streams.OutputToEnd().Exit.ExitCode);
        shim.AwaitEnd();
        Assert.Equal(5, shim.RecordedExit?.ExitCode);
    }
}
