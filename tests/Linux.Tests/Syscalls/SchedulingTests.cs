using System.Globalization;
using System.Runtime.InteropServices;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Tests.Syscalls;

/// <summary>The names and layouts, tried on a process whose state the kernel then tells.</summary>
public sealed partial class SchedulingTests : IDisposable
{
    private readonly ChildProcess _child = new Spawn { Path = "/bin/sleep", Arguments = ["sleep", "60"] }.StartChild();

    public void Dispose()
    {
        _child.TrySignal(Signal.SIGKILL);
        _child.Wait();
        _child.Dispose();
    }

    [Theory]
    [InlineData("SCHED_OTHER", 0, 5, 0)]
    [InlineData("SCHED_BATCH", 3, 7, 0)]
    [InlineData("SCHED_IDLE", 5, 0, 0)]
    [InlineData("SCHED_FIFO", 1, 0, 10)]
    [InlineData("SCHED_RR", 2, 0, 20)]
    public unsafe void A_policy_is_set_by_its_name(string name, int inProc, int nice, int priority)
    {
        const int niceField = 18;
        const int priorityField = 39;
        const int policyField = 40;
        var attributes = new SchedulingAttributes
        {
            Policy = Scheduling.FindPolicy(name) ?? throw new ArgumentException(name, nameof(name)),
            Flags = Scheduling.FindFlag("SCHED_FLAG_RESET_ON_FORK") ?? 0,
            Nice = nice,
            Priority = (uint)priority,
        };

        Assert.Equal(0, Invoke(SyscallNumber.SchedSetAttr, _child.Pid, (nint)(&attributes), 0));

        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{_child.Pid}/stat")).Split(' ');
        Assert.Equal([inProc, priority], [int.Parse(stat[policyField], CultureInfo.InvariantCulture), int.Parse(stat[priorityField], CultureInfo.InvariantCulture)]);
        Assert.Equal(nice, int.Parse(stat[niceField], CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("IOPRIO_CLASS_RT", 3)]
    [InlineData("IOPRIO_CLASS_BE", 5)]
    [InlineData("IOPRIO_CLASS_IDLE", 7)]
    public void An_io_priority_is_set_by_its_class_and_level(string name, int level)
    {
        var getNumber = SyscallNumber.IoPrioSet + 1;
        var value = IoPriorities.Value(IoPriorities.FindClass(name) ?? throw new ArgumentException(name, nameof(name)), level);

        Assert.Equal(0, Invoke(SyscallNumber.IoPrioSet, IoPriorities.WhoIsThread, _child.Pid, value));

        Assert.Equal(value, Invoke(getNumber, IoPriorities.WhoIsThread, _child.Pid, 0));
    }

    [Fact]
    public void Unknown_names_are_not_found()
    {
        Assert.Null(Scheduling.FindPolicy("SCHED_LAZY"));
        Assert.Null(Scheduling.FindFlag("SCHED_FLAG_LAZY"));
        Assert.Null(IoPriorities.FindClass("IOPRIO_CLASS_LAZY"));
        Assert.Null(Personalities.Find("BSD"));
    }

    [Fact]
    public void A_thread_of_the_personality_LINUX32_is_told_of_a_32_bit_machine()
    {
        const int ask = -1; // 0xffffffff to the kernel, which takes 32 bits
        var before = Invoke(SyscallNumber.Personality, ask, 0, 0);
        try
        {
            Invoke(SyscallNumber.Personality, (nint)(Personalities.Find("LINUX32") ?? 0), 0, 0);
            Assert.Equal(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "armv8l" : "i686", Machine());
        }
        finally
        {
            Invoke(SyscallNumber.Personality, (nint)before, 0, 0);
        }
    }

    private static unsafe string Machine()
    {
        const int fieldSize = 65;
        const int machineField = 4;
        var names = stackalloc byte[6 * fieldSize];
        Assert.Equal(0, Uname(names));
        return Marshal.PtrToStringUTF8((nint)(names + (machineField * fieldSize))) ?? "";
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long Invoke(long number, nint a, nint b, nint c);

    [LibraryImport("libc", EntryPoint = "uname")]
    private static unsafe partial int Uname(byte* names);
}
