using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Cgroups;
using Gantry.Runtime.Cli;
using Gantry.Runtime.Config;
using Gantry.Runtime.Hooks;
using Gantry.Runtime.State;

namespace Gantry.Runtime;

/// <summary><c>delete</c>: removes what is left of a container.</summary>
/// <remarks>runtime-spec runtime.md "Delete"</remarks>
internal static class Delete
{
    private const int PatienceMilliseconds = 10_000;

    public static OptionSet Options { get; } = new([], ["force|f"]);

    public static int Run(Invocation call)
    {
        var force = call.Options.Has("force");
        ContainerDirectory directory;
        try
        {
            directory = call.States.Open(call.ContainerId);
        }
        catch (RuntimeRefusal) when (force)
        {
            return 0;
        }

        var record = directory.TryRead();
        if (record is null)
        {
            // Whoever began to make it died before there was anything but the directory.
            directory.Delete();
            return 0;
        }

        var status = ContainerStatus.Of(directory, record);
        if (!force && status is not (ContainerStatus.Stopped or ContainerStatus.Created))
        {
            throw new RuntimeRefusal($"cannot delete container {record.Id} that is not stopped: {status}");
        }

        Remove(directory, record, Hooks(directory, call.Log.Warn), call.Log.Warn);
        return 0;
    }

    /// <summary>Kills what still runs, removes groups and state, and runs the poststop hooks.</summary>
    public static void Remove(ContainerDirectory directory, ContainerRecord record, ContainerHooks? hooks, Action<string> warn)
    {
        using var first = record.Pid == 0 ? null : Kernel.TryPidfdOpen(record.Pid);
        var isAlive = first is not null && ContainerStatus.IsAlive(record);
        if (isAlive && first is not null)
        {
            Kernel.TryPidfdSendSignal(first, Signal.SIGKILL);
        }

        using var cgroup = CgroupPlacement.Reopen(record.Cgroup);
        cgroup.Kill();
        if (isAlive && first is not null)
        {
            AwaitEnd(first, record);
        }

        cgroup.Delete();
        RunPoststopHooks(record, hooks, warn);
        directory.Delete();
    }

    private static void AwaitEnd(FileDescriptor process, ContainerRecord record)
    {
        Span<PollEntry> entries = [new(process, PollEvents.Readable)];
        if (Kernel.Poll(entries, PatienceMilliseconds) == 0)
        {
            throw new RuntimeRefusal($"container {record.Id}: its process {record.Pid} does not end after SIGKILL");
        }
    }

    /// <summary>A config that cannot be read any more is told, and does not keep the rest from being removed.</summary>
    private static ContainerHooks? Hooks(ContainerDirectory directory, Action<string> warn)
    {
        try
        {
            return ConfigReader.ReadConfig(directory.ReadConfig()).Config.Hooks;
        }
        catch (Exception e) when (e is LinuxException or ConfigException)
        {
            warn(e.Message);
            return null;
        }
    }

    /// <summary>The container is gone already: a hook that fails is told, and no more.</summary>
    private static void RunPoststopHooks(ContainerRecord record, ContainerHooks? hooks, Action<string> warn)
    {
        try
        {
            HostHooks.Run("poststop", hooks?.Poststop, StateJson.Write(ContainerStatus.State(record, ContainerStatus.Stopped)));
        }
        catch (HookException e)
        {
            warn(e.Message);
        }
    }
}
