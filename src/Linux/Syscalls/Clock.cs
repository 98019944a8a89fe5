using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

public static partial class Kernel
{
    private const int RealTimeClock = 0;

    /// <summary>Nanoseconds since 1970, UTC.</summary>
    /// <remarks>clock_gettime(2) CLOCK_REALTIME. .NET's own clocks stop at 100 nanoseconds.</remarks>
    public static unsafe long RealTime()
    {
        var time = stackalloc long[2];
        Check(ClockGetTime(RealTimeClock, time), "clock_gettime");
        return (time[0] * 1_000_000_000) + time[1];
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    private static unsafe partial int ClockGetTime(int clock, long* time);
}
