using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;
using Gantry.Runtime.Seccomp;

namespace Gantry.Runtime.Processes;

/// <summary>Adds the step that loads a filter, and with a listener those that hand its descriptor over.</summary>
internal static unsafe class SeccompFilter
{
    private const int SetModeFilter = 1;

    /// <summary>Where the filter has a listener, the child sends the descriptor's number over the channel and waits until the parent has taken it.</summary>
    public static void Add(ChildProgram program, CompiledSeccomp filter, int channel)
    {
        program.Describe("error loading the seccomp filter");

        // struct sock_fprog: the number of instructions, then their address.
        var header = (nint*)program.Memory.Take(2 * sizeof(nint));
        *(ushort*)header = (ushort)(filter.Program.Length / CompiledSeccomp.InstructionSize);
        header[1] = program.Memory.Bytes(filter.Program.Span);
        var listener = program.NewSlot();
        program.Call(SyscallNumber.Seccomp, "seccomp"u8, 0, SetModeFilter, (int)filter.Flags, (nint)header).Into(listener);
        if (filter.HasListener)
        {
            program.SendNumber(channel, ReportKind.SeccompListener, listener);
            program.AwaitByte(channel);
            program.Close(listener);
        }

        program.Describe(null);
    }
}
