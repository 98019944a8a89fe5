using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Processes;

/// <summary>Adds the steps that set a process's share of the processors and of the disks.</summary>
internal static unsafe class ProcessPriorities
{
    public static void Add(ChildProgram program, ContainerProcess process)
    {
        program.Describe("error setting process.scheduler");
        AddScheduler(program, process.Scheduler);
        program.Describe("error setting process.ioPriority");
        AddIoPriority(program, process.IoPriority);
        program.Describe(null);
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
