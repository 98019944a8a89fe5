using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Hooks;

/// <summary>The hooks of one kind that run inside the container's namespaces: createContainer, or startContainer.</summary>
internal sealed unsafe class ChildHooks
{
    private const int RealTimer = 0;

    private readonly string _point;
    private readonly IReadOnlyList<Hook> _hooks;
    private readonly FileDescriptor[] _inputs;

    /// <summary>Opens what the hooks will read: at once, for what is open then is what the child keeps.</summary>
    public ChildHooks(string point, IReadOnlyList<Hook>? hooks)
    {
        _point = point;
        _hooks = hooks ?? [];
        _inputs = new FileDescriptor[_hooks.Count];
        for (var i = 0; i < _inputs.Length; i++)
        {
            using var input = Kernel.MemoryFile("hook-state");
            _inputs[i] = Kernel.DuplicateAbove(input, Channel.FirstKept);
        }
    }

    /// <summary>The descriptors that the child needs for them.</summary>
    public IReadOnlyList<FileDescriptor> Inputs => _inputs;

    /// <summary>Fills what the hooks read: the parent's work, before the child comes to them.</summary>
    public void Tell(ReadOnlySpan<byte> state)
    {
        foreach (var input in _inputs)
        {
            Kernel.Write(input, state);
            Kernel.SeekToStart(input);
        }
    }

    /// <summary>Adds the steps that run them, one after the other.</summary>
    public void Add(ChildProgram program)
    {
        for (var i = 0; i < _hooks.Count; i++)
        {
            program.Describe($"error running {_point} hook #{i}");
            AddOne(program, _hooks[i], _inputs[i]);
        }

        program.Describe(null);
    }

    private static void AddOne(ChildProgram program, Hook hook, FileDescriptor input)
    {
        const int alarm = (int)Signal.SIGALRM;
        const int signalMask = 0x7F;
        var pid = program.NewSlot();
        var status = program.NewSlot();
        var (isHook, succeeded, outOfTime) = (program.NewLabel(), program.NewLabel(), program.NewLabel());
        program.Clone(0, pid);
        program.JumpIf(pid, 0, isHook);

        program.Call(SyscallNumber.Wait4, "wait4"u8, 0, pid, status.Address, 0, 0);
        program.JumpIf(status, 0, succeeded);
        if (hook.Timeout is { } seconds)
        {
            program.JumpIf(status, alarm, outOfTime, signalMask);
            program.FailEnded(status, hook.Path);
            program.Mark(outOfTime);
            program.Fail(Errno.None, $"{hook.Path} took longer than its timeout of {seconds} s");
        }
        else
        {
            program.FailEnded(status, hook.Path);
        }

        program.Mark(isHook);
        AddHookProcess(program, hook, input);
        program.Mark(succeeded);
    }

    /// <summary>The hook's own process. Its timeout is an alarm, which outlives execve.</summary>
    private static void AddHookProcess(ChildProgram program, Hook hook, FileDescriptor input)
    {
        program.Duplicate(input.Number, 0);
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
