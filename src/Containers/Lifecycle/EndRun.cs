using Gantry.Containers.Handover;
using Gantry.Containers.Health;
using Gantry.Containers.Lifecycle.Restarts;
using Gantry.Containers.Lifecycle.Shims;
using Gantry.Containers.Lifecycle.Spec;
using Gantry.Containers.Networks.Named;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;
using Microsoft.Extensions.Logging;

namespace Gantry.Containers.Lifecycle;

/// <summary>Learns from the shims how containers end, and clears away what a run leaves.</summary>
internal sealed partial class EndRun(
    ContainerJournal journal, ShimLauncher shims, Bundles bundles, Removal removal, AutoRestart restarts, HealthMonitors health, ContainerPaths paths,
    TimeProvider time, ILogger<EndRun> logger)
{
    /// <summary>The exit code of a program whose end nobody saw: as if it had been killed.</summary>
    private const int Unseen = 137;

    private volatile WitnessedEnds? _witness;

    /// <summary>The containers are another engine's from now on: their ends are not for us to deal with, but for those who still wait here.</summary>
    public void LeaveTo(WitnessedEnds witness) => _witness = witness;

    /// <summary>Listens to a container's shim.</summary>
    public async Task WatchAsync(Container container)
    {
        ExitWatch? watch = null;
        watch = await shims.WatchAsync(container.Id, exit => OnExitAsync(container, exit), () => OnLostAsync(container, watch));
        container.Watch = watch;
    }

    /// <summary>Clears away what is left of a run, whatever state that is in. For the holder of the turn.</summary>
    /// <param name="container">Whose run it was.</param>
    /// <param name="record">As it was when the run began.</param>
    public async Task CleanAsync(Container container, ContainerRecord record)
    {
        if (container.Watch is { } watch)
        {
            container.Watch = null;
            await watch.DisposeAsync();
        }

        if (await shims.EndAsync(container.Id))
        {
            LogShimKilled(logger, container.Id.Short);
        }

        health.Stop(container);
        container.Execs.EndAll();
        await bundles.RemoveAsync(record);
    }

    /// <summary>The run is over. For the holder of the turn.</summary>
    public Task EndHeldAsync(Container container, ProcessExit exit)
    {
        var record = container.Record;
        var ended = EndOf(record, exit);
        return record.Spec.AutoRemove ? EndForGoodAsync(container, ended)
            : AutoRestart.IsWanted(container, exit.ExitCode) ? EndForMomentAsync(container, ended)
            : EndForNowAsync(container, ended);
    }

    private ContainerRecord EndOf(ContainerRecord record, ProcessExit exit) => record with
    {
        State = record.State with
        {
            Status = RunStatus.Exited,
            Pid = 0,
            ExitCode = exit.ExitCode,
            OutOfMemory = exit.OutOfMemory,
            Finished = exit.Time == 0 ? time.GetUtcNow() : DateTimeOffset.UnixEpoch.AddTicks(exit.Time / TimeSpan.NanosecondsPerTick),
        },
        Endpoints = [],
    };

    private async Task EndForMomentAsync(Container container, ContainerRecord ended)
    {
        var ran = ended.State.Finished - container.Record.State.Started ?? TimeSpan.Zero;
        await EndForNowAsync(container, ended with
        {
            State = ended.State with { Status = RunStatus.Restarting },
            RestartCount = ended.RestartCount + 1,
        });
        restarts.Schedule(container, ran);
    }

    private async Task EndForNowAsync(Container container, ContainerRecord ended)
    {
        var record = container.Record;
        await journal.NoteAsync(container, ended);
        TellEnd(container);
        await CleanAsync(container, record);
    }

    // Who waits for the removal waits for what others could trip over: the name, host ports, and a network that can then be removed. The rest goes on behind.
    private async Task EndForGoodAsync(Container container, ContainerRecord ended)
    {
        var record = container.Record;
        container.Replace(ended);
        TellEnd(container);
        if (record.Gateway is { Ports.Count: > 0 } || record.Spec.Network.Networks.Any(membership => membership.NetworkName != NetworkStore.DefaultName))
        {
            await CleanAsync(container, record);
        }

        await removal.ForgetHeldAsync(container);
        await CleanAsync(container, record);
        removal.DeleteFiles(record, withAnonymousVolumes: true);
    }

    private void TellEnd(Container container)
    {
        var state = container.Record.State;
        if (state.OutOfMemory)
        {
            journal.Tell(container, "oom");
        }

        var seconds = (long)(state.Finished - state.Started ?? TimeSpan.Zero).TotalSeconds;
        journal.Tell(container, "die", ("execDuration", $"{Math.Max(0, seconds)}"), ("exitCode", $"{state.ExitCode}"));
        container.TellExit(new ContainerExit(state.ExitCode));
    }

    /// <summary>What the shim wrote down of the last run's end; null where it could not.</summary>
    public ProcessExit? RecordedExit(ContainerId id) =>
        File.Exists(paths.ExitFile(id)) ? ExitRecord.Last(File.ReadAllBytes(paths.ExitFile(id))) : null;

    /// <summary>The end of a run that nobody saw.</summary>
    public static ProcessExit UnseenExit(ContainerRecord record) => new() { Pid = record.State.Pid, ExitCode = Unseen, Time = 0 };

    private async Task OnExitAsync(Container container, ProcessExit exit)
    {
        if (exit.ExecId.Length > 0)
        {
            OnExecExit(container, exit);
            return;
        }

        try
        {
            using var turn = await container.EnterAsync(CancellationToken.None);
            if (!container.Record.State.IsRunning)
            {
                return;
            }

            if (_witness is not null)
            {
                // Told when its shim has written all and is gone.
                container.Replace(EndOf(container.Record, exit));
                return;
            }

            await EndHeldAsync(container, exit);
        }
        catch (Exception e) when (e is IOException or RefusalException)
        {
            LogNotCleared(logger, container.Id.Short, e);
        }
    }

    private void OnExecExit(Container container, ProcessExit exit)
    {
        if (container.Execs.Find(exit.ExecId) is { } exec)
        {
            container.Execs.End(exec, exit.ExitCode);
            journal.Tell(container, "exec_die", ("execID", exec.Id), ("exitCode", exit.ExitCode.ToString()));
        }
    }

    private async Task OnLostAsync(Container container, ExitWatch? watch)
    {
        try
        {
            using var turn = await container.EnterAsync(CancellationToken.None);
            if (_witness is { } witness)
            {
                WitnessLoss(container, witness);
                return;
            }

            if (container.Watch != watch || !container.Record.State.IsRunning)
            {
                return;
            }

            LogShimLost(logger, container.Id.Short);
            await EndHeldAsync(container, RecordedExit(container.Id) ?? UnseenExit(container.Record));
        }
        catch (Exception e) when (e is IOException or RefusalException)
        {
            LogNotCleared(logger, container.Id.Short, e);
        }
    }

    private void WitnessLoss(Container container, WitnessedEnds witness)
    {
        if (container.Record.State.IsRunning)
        {
            container.Replace(EndOf(container.Record, RecordedExit(container.Id) ?? UnseenExit(container.Record)));
        }

        container.Execs.EndAll();
        witness.Tell(container);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The shim of container {Container} has died; what was left of the container was killed")]
    private static partial void LogShimLost(ILogger logger, string container);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The shim of container {Container} did not answer and was killed")]
    private static partial void LogShimKilled(ILogger logger, string container);

    [LoggerMessage(Level = LogLevel.Error, Message = "What container {Container} left behind could not be cleared away")]
    private static partial void LogNotCleared(ILogger logger, string container, Exception exception);
}
