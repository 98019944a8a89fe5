using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gantry.Init;

/// <summary>A <c>sigset_t</c>.</summary>
[InlineArray(Size / sizeof(ulong))]
internal unsafe partial struct SignalSet
{
    private const int Size = 128;
    private const int SetMask = 2;
    private ulong _word;

    /// <summary>Every signal that somebody sends: not those that a program brings on itself by a fault, nor the first real-time signal, with which .NET stops its threads.</summary>
    public static SignalSet Passed
    {
        get
        {
            var faults = Bit(4) | Bit(5) | Bit(6) | Bit(7) | Bit(8) | Bit(11) | Bit(31); // ILL TRAP ABRT BUS FPE SEGV SYS
            var set = default(SignalSet);
            const int firstRealTime = 34;
            set[0] = ~(faults | Bit(firstRealTime));
            return set;
        }
    }

    /// <summary>What this thread blocks.</summary>
    public static SignalSet Blocked
    {
        get
        {
            var set = default(SignalSet);
            _ = ChangeMask(SetMask, null, &set);
            return set;
        }
    }

    public bool Has(int signal) => (this[0] & Bit(signal)) != 0;

    /// <summary>Blocks these, and no others, in this thread and what it executes.</summary>
    public void Block()
    {
        var set = this;
        _ = ChangeMask(SetMask, &set, null);
    }

    /// <summary>Waits for one of these, which must be blocked in all threads.</summary>
    /// <returns>Its number; -1 where the wait was interrupted by being stopped and continued.</returns>
    public int Wait()
    {
        var set = this;
        return Wait(&set, null);
    }

    private static ulong Bit(int signal) => 1UL << (signal - 1);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static partial int ChangeMask(int how, SignalSet* set, SignalSet* old);

    [LibraryImport("libc", EntryPoint = "sigwaitinfo")]
    private static partial int Wait(SignalSet* set, void* information);
}
