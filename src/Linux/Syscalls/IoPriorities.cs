namespace Gantry.Linux.Syscalls;

/// <summary>The order in which a thread's block I/O is served.</summary>
/// <remarks>ioprio_set(2)</remarks>
public static class IoPriorities
{
    /// <summary>IOPRIO_WHO_PROCESS, the first argument of ioprio_set(2): the second is a thread, 0 the caller.</summary>
    public const int WhoIsThread = 1;

    /// <summary>Levels go from 0, which is served first, to this.</summary>
    public const int LowestLevel = 7;

    private const int ClassShift = 13;

    /// <summary>Such as 2 for <c>IOPRIO_CLASS_BE</c>; null for an unknown name.</summary>
    public static int? FindClass(string name) => name switch
    {
        "IOPRIO_CLASS_RT" => 1,
        "IOPRIO_CLASS_BE" => 2,
        "IOPRIO_CLASS_IDLE" => 3,
        _ => null,
    };

    /// <summary>The third argument of ioprio_set(2).</summary>
    public static int Value(int classNumber, int level) => (classNumber << ClassShift) | level;
}
