namespace Gantry.Linux.Syscalls;

/// <summary>What sched_setattr(2) takes, laid out as <c>struct sched_attr</c> in its first version.</summary>
public readonly record struct SchedulingAttributes
{
    /// <summary>SCHED_ATTR_SIZE_VER0: of this layout, in bytes.</summary>
    public const uint LayoutSize = 48;

    public SchedulingAttributes()
    {
    }

    public uint Size { get; } = LayoutSize;
    public required uint Policy { get; init; }
    public ulong Flags { get; init; }

    /// <summary>-20 to 19, for the policies OTHER and BATCH.</summary>
    public int Nice { get; init; }

    /// <summary>1 to 99, for FIFO and RR.</summary>
    public uint Priority { get; init; }

    /// <summary>Nanoseconds, as the two that follow, for DEADLINE.</summary>
    public ulong Runtime { get; init; }

    public ulong Deadline { get; init; }
    public ulong Period { get; init; }
}

/// <summary>Policies and flags of sched_setattr(2) by their names.</summary>
public static class Scheduling
{
    /// <summary>Such as 3 for <c>SCHED_BATCH</c>; null for an unknown name.</summary>
    public static uint? FindPolicy(string name) => name switch
    {
        "SCHED_OTHER" => 0,
        "SCHED_FIFO" => 1,
        "SCHED_RR" => 2,
        "SCHED_BATCH" => 3,
        "SCHED_ISO" => 4,
        "SCHED_IDLE" => 5,
        "SCHED_DEADLINE" => 6,
        _ => null,
    };

    /// <summary>Such as 1 for <c>SCHED_FLAG_RESET_ON_FORK</c>; null for an unknown name.</summary>
    public static ulong? FindFlag(string name) => name switch
    {
        "SCHED_FLAG_RESET_ON_FORK" => 0x01,
        "SCHED_FLAG_RECLAIM" => 0x02,
        "SCHED_FLAG_DL_OVERRUN" => 0x04,
        "SCHED_FLAG_KEEP_POLICY" => 0x08,
        "SCHED_FLAG_KEEP_PARAMS" => 0x10,
        "SCHED_FLAG_UTIL_CLAMP_MIN" => 0x20,
        "SCHED_FLAG_UTIL_CLAMP_MAX" => 0x40,
        _ => null,
    };
}
