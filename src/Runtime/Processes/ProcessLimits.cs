using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Processes;

/// <summary>Adds the steps that limit a process: resources, scheduling, the order of I/O, the score for lack of memory.</summary>
internal static unsafe class ProcessLimits
{
    /// <summary>The part that needs the host's /proc, and so comes before the process enters its root.</summary>
    public static void AddOomScore(ChildProgram program, int? score)
    {
        if (score is not { } wanted)
        {
            return;
        }

        const string file = "/proc/self/oom_score_adj";
        var descriptor = program.NewSlot();
        program.Describe("error setting process.oomScoreAdj");
        program.Open(file, OpenFlags.WriteOnly, descriptor);

        // A score below the runtime's own needs CAP_SYS_RESOURCE, which even root can lack: then it stays as it is.
        program.Write(descriptor, wanted.ToString(), file).Allow(Errno.EACCES, Errno.EPERM);
        program.Close(descriptor);
        program.Describe(null);
    }

    public static void Add(ChildProgram program, ContainerProcess process)
    {
        program.Describe("error setting process.rlimits");
        for (var i = 0; i < process.Rlimits?.Count; i++)
        {
            AddLimit(program, process.Rlimits[i], $"process.rlimits[{i}]");
        }

        program.Describe("error setting process.scheduler");
        AddScheduler(program, process.Scheduler);
        program.Describe("error setting process.ioPriority");
        AddIoPriority(program, process.IoPriority);
        program.Describe(null);
    }

    private static void AddLimit(ChildProgram program, ResourceLimit limit, string field)
    {
        var number = ResourceLimits.Find(limit.Type) ?? throw new ConfigException($"{field}.type", $"unknown rlimit {limit.Type}");
        if (limit.Soft > limit.Hard)
        {
            throw new ConfigException($"{field}.soft", $"{limit.Soft} is above the hard limit of {limit.Hard}");
        }

        // To raise a hard limit takes CAP_SYS_RESOURCE. Where even root lacks it, the limit is the highest that there is.
        var current = Kernel.GetResourceLimit(0, number);
        var lacksRight = limit.Hard > current.Hard && !Kernel.GetCapabilities().Effective.Contains(Linux.Capabilities.Capability.CAP_SYS_RESOURCE);
        var hard = lacksRight ? current.Hard : limit.Hard;
        var pair = program.Memory.New(new LimitPair(Math.Min(limit.Soft, hard), hard));
        program.Call(SyscallNumber.PrLimit64, "prlimit"u8, program.Memory.Text(limit.Type), 0, number, (nint)pair, 0);
    }

    private static void AddScheduler(ChildProgram program, SchedulerPolicy? scheduler)
    {
        if (scheduler is null)
        {
            return;
        }

        var flags = 0UL;
        foreach (var flag in scheduler.Flags ?? [])
        {
            flags |= Scheduling.FindFlag(flag) ?? throw new ConfigException("process.scheduler.flags", $"unknown flag {flag}");
        }

        var attributes = program.Memory.New(new SchedulingAttributes
        {
            Policy = Scheduling.FindPolicy(scheduler.Policy) ?? throw new ConfigException("process.scheduler.policy", $"unknown policy {scheduler.Policy}"),
            Flags = flags,
            Nice = scheduler.Nice,
            Priority = (uint)scheduler.Priority,
            Runtime = scheduler.Runtime,
            Deadline = scheduler.Deadline,
            Period = scheduler.Period,
        });
        program.Call(SyscallNumber.SchedSetAttr, "sched_setattr"u8, 0, 0, (nint)attributes, 0);
    }

    private static void AddIoPriority(ChildProgram program, IoPriority? priority)
    {
        if (priority is null)
        {
            return;
        }

        var number = IoPriorities.FindClass(priority.Class) ?? throw new ConfigException("process.ioPriority.class", $"unknown class {priority.Class}");
        if (priority.Priority is < 0 or > IoPriorities.LowestLevel)
        {
            throw new ConfigException("process.ioPriority.priority", $"expected 0 to {IoPriorities.LowestLevel}, found {priority.Priority}");
        }

        program.Call(SyscallNumber.IoPrioSet, "ioprio_set"u8, 0, IoPriorities.WhoIsThread, 0, IoPriorities.Value(number, priority.Priority));
    }
}
