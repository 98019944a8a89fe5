using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Hooks;

/// <summary>Adds the steps that run hooks inside the container's namespaces: createContainer and startContainer.</summary>
internal sealed unsafe class ChildHooks(ChildProgram program)
{
    private const int RealTimer = 0;

    private readonly List<FileDescriptor> _inputs = [];

    /// <summary>Files from which the hooks will read the container's state: to be filled before they run.</summary>
    public IReadOnlyList<FileDescriptor> Inputs => _inputs;

    public void Add(string point, IReadOnlyList<Hook>? hooks)
    {
        for (var i = 0; i < hooks?.Count; i++)
        {
            program.Describe($"error running {point} hook #{i}");
            AddOne(hooks[i]);
        }

        program.Describe(null);
    }

    private void AddOne(Hook hook)
    {
        var pid = program.NewSlot();
        var status = program.NewSlot();
        var (isHook, succeeded) = (program.NewLabel(), program.NewLabel());
        program.Clone(0, pid);
        program.JumpIf(pid, 0, isHook);

        program.Call(SyscallNumber.Wait4, "wait4"u8, 0, pid, status.Address, 0, 0);
        program.JumpIf(status, 0, succeeded);
        program.Fail(Errno.None, $"{hook.Path} failed, or took longer than its timeout");

        program.Mark(isHook);
        AddHookProcess(hook);
        program.Mark(succeeded);
    }

    /// <summary>The hook's own process. Its timeout is an alarm, which outlives execve.</summary>
    private void AddHookProcess(Hook hook)
    {
        var input = Kernel.MemoryFile("hook-state");
        var kept = Kernel.DuplicateAbove(input, Channel.FirstKept);
        input.Dispose();
        _inputs.Add(kept);
        program.Duplicate(kept.Number, 0);
        program.CloseOnExecFrom(3);
        if (hook.Timeout is { } seconds)
        {
            // struct itimerval: interval, then value, each seconds and microseconds.
            var timer = (long*)program.Memory.Take(4 * sizeof(long));
            timer[2] = seconds;
            program.Call(SyscallNumber.SetITimer, "setitimer"u8, 0, RealTimer, (nint)timer, 0);
        }

        var arguments = program.Memory.TextArray(hook.Args is { Count: > 0 } args ? args : [hook.Path]);
        program.Execute(hook.Path, arguments, program.Memory.TextArray(hook.Env ?? []), hook.Path);
    }
}
