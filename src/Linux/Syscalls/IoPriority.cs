using System.Runtime.InteropServices;

namespace Gantry.Linux.Syscalls;

/// <summary>The order in which a process' block I/O is served, as the number that ioprio_set(2) takes.</summary>
public static class IoPriority
{
    /// <summary>The system call's number.</summary>
    public static int SyscallNumber => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 30 : 251;

    /// <summary>The first argument: the second is a thread, 0 the caller.</summary>
    public const int WhichThread = 1;

    private const int ClassShift = 13;
    private const int LowestLevel = 7;

    /// <summary>The third argument of a class, such as <c>IOPRIO_CLASS_BE</c>, and a level from 0 (first) to 7.</summary>
    /// <exception cref="ArgumentException">There is no such class or level.</exception>
    public static int Value(string className, int level)
    {
        var number = className switch
        {
            "IOPRIO_CLASS_RT" => 1,
            "IOPRIO_CLASS_BE" => 2,
            "IOPRIO_CLASS_IDLE" => 3,
            _ => throw new ArgumentException($"unknown class {className}", nameof(className)),
        };
        return level is >= 0 and <= LowestLevel
            ? (number << ClassShift) | level
            : throw new ArgumentException($"level {level} is not between 0 and {LowestLevel}", nameof(level));
    }
}
