using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Cgroups;
using Gantry.Runtime.Cli;
using Gantry.Runtime.State;

namespace Gantry.Runtime;

/// <summary><c>kill</c>: sends a signal to a container's first process, or to all.</summary>
/// <remarks>runtime-spec runtime.md "Kill"</remarks>
internal static class Kill
{
    public static OptionSet Options { get; } = new([], ["all|a"]);

    public static int Run(Invocation call)
    {
        var directory = call.OpenContainer();
        var signal = call.Options.Rest is [_, var name, ..] ? Parse(name) : Signal.SIGTERM;
        var record = directory.Read();
        var status = ContainerStatus.Of(directory, record);
        using var cgroup = CgroupPlacement.Reopen(record.Cgroup);
        if (call.Options.Has("all") || (signal == Signal.SIGKILL && !record.HasPidNamespace))
        {
            SignalAll(cgroup, signal);
            return 0;
        }

        if (status is ContainerStatus.Stopped or ContainerStatus.Creating)
        {
            throw new RuntimeRefusal("container not running");
        }

        SignalFirst(record, signal);

        // A frozen process gets no signal, and for SIGKILL nobody should have to thaw it first.
        if (signal == Signal.SIGKILL && status == ContainerStatus.Paused)
        {
            cgroup.Thaw();
        }

        return 0;
    }

    /// <exception cref="RuntimeRefusal">It has ended in the meantime.</exception>
    public static void SignalFirst(ContainerRecord record, Signal signal)
    {
        using var process = Kernel.TryPidfdOpen(record.Pid);

        // With the handle open the number cannot be taken by another process any more: now see whose it is.
        if (process is null || !ContainerStatus.IsAlive(record) || !Kernel.TryPidfdSendSignal(process, signal))
        {
            throw new RuntimeRefusal("container not running");
        }
    }

    private static void SignalAll(ContainerCgroup cgroup, Signal signal)
    {
        if (signal == Signal.SIGKILL)
        {
            cgroup.Kill();
            return;
        }

        // Frozen meanwhile, so that no process can fork itself out of the list.
        var wasFrozen = cgroup.IsFrozen;
        cgroup.Freeze();
        try
        {
            foreach (var pid in cgroup.Processes())
            {
                using var process = Kernel.TryPidfdOpen(pid);
                if (process is not null)
                {
                    Kernel.TryPidfdSendSignal(process, signal);
                }
            }
        }
        finally
        {
            if (!wasFrozen)
            {
                cgroup.Thaw();
            }
        }
    }

    private static Signal Parse(string name) => SignalNames.Find(name) ?? throw new UsageException($"unknown signal \"{name}\"");
}
