using System.Runtime.InteropServices;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Seccomp;

namespace Gantry.Runtime.Tests.Seccomp;

/// <summary>A thread that puts itself under a filter, works, and ends with it: without TSYNC a filter is one thread's.</summary>
internal static partial class FilteredThread
{
    private const int SetModeFilter = 1;

    /// <summary>Runs <paramref name="work"/> under the filter and gives what it returns. It gets what seccomp(2) returned.</summary>
    public static async Task<T> Run<T>(CompiledSeccomp filter, Func<int, T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                result.SetResult(work(Load(filter)));
            }
            catch (LinuxException e)
            {
                result.SetException(e);
            }
        }).Start();
        return await result.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>Makes a call by number: its result, or a negative errno.</summary>
    public static long Call(long number, nint a = 0, nint b = 0, nint c = 0)
    {
        var result = Invoke(number, a, b, c);
        return result < 0 ? -Marshal.GetLastPInvokeError() : result;
    }

    private static unsafe int Load(CompiledSeccomp filter)
    {
        fixed (byte* instructions = filter.Program.Span)
        {
            var program = new Program { Length = (ushort)(filter.Program.Length / CompiledSeccomp.InstructionSize), Instructions = instructions };
            var result = Call(SyscallNumber.Seccomp, SetModeFilter, (nint)filter.Flags, (nint)(&program));
            return result >= 0 ? (int)result : throw new LinuxException("seccomp", (Errno)(-result));
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Invoke(long number, nint a, nint b, nint c);

    private unsafe struct Program
    {
        public ushort Length;
        public byte* Instructions;
    }
}
