namespace Gantry.Linux.Cgroups;

/// <summary>What a group has used so far and how close it is to its limits. A null part has no controller here.</summary>
public sealed record CgroupStatistics
{
    public CpuStatistics? Cpu { get; init; }
    public MemoryStatistics? Memory { get; init; }
    public PidsStatistics? Pids { get; init; }

    /// <summary>One entry for each device, direction and kind of count that the kernel reports.</summary>
    public BlockIoStatistics? BlockIo { get; init; }

    /// <summary>By page size, such as <c>2MB</c>.</summary>
    public IReadOnlyDictionary<string, HugetlbStatistics>? Hugetlb { get; init; }
}

/// <summary>Nanoseconds of processor time.</summary>
public sealed record CpuStatistics
{
    public required ulong TotalNanoseconds { get; init; }
    public ulong KernelNanoseconds { get; init; }
    public ulong UserNanoseconds { get; init; }

    /// <summary>By processor; null on cgroup v2, which does not count so.</summary>
    public IReadOnlyList<ulong>? PerProcessorNanoseconds { get; init; }

    public ulong Periods { get; init; }
    public ulong ThrottledPeriods { get; init; }
    public ulong ThrottledNanoseconds { get; init; }
    public Pressure? Pressure { get; init; }
}

/// <summary>One counter of memory, in bytes; <see cref="ulong.MaxValue"/> as a limit is none.</summary>
public sealed record MemoryUsage
{
    public ulong Usage { get; init; }
    public ulong Peak { get; init; }

    /// <summary>How often the limit was reached.</summary>
    public ulong Failures { get; init; }

    public ulong Limit { get; init; } = ulong.MaxValue;
}

public sealed record MemoryStatistics
{
    public required MemoryUsage Usage { get; init; }

    /// <summary>Memory and swap together on cgroup v1 and, made comparable, on v2; null without swap accounting.</summary>
    public MemoryUsage? Swap { get; init; }

    /// <summary>Null on cgroup v2, which does not count kernel memory apart.</summary>
    public MemoryUsage? Kernel { get; init; }

    public MemoryUsage? KernelTcp { get; init; }

    /// <summary>Bytes of page cache.</summary>
    public ulong Cache { get; init; }

    /// <summary>The lines of memory.stat.</summary>
    public required IReadOnlyDictionary<string, ulong> Raw { get; init; }

    /// <summary>Processes killed for want of memory.</summary>
    public ulong OomKills { get; init; }

    public Pressure? Pressure { get; init; }
}

public sealed record PidsStatistics
{
    public required ulong Current { get; init; }

    /// <summary>Zero is no limit.</summary>
    public ulong Limit { get; init; }
}

public sealed record BlockIoStatistics
{
    public required IReadOnlyList<BlockIoCount> ServiceBytes { get; init; }
    public required IReadOnlyList<BlockIoCount> Serviced { get; init; }
    public Pressure? Pressure { get; init; }
}

/// <summary>Bytes or operations of one device; the operation is Read, Write or Discard, and on cgroup v1 also Sync, Async and Total.</summary>
public readonly record struct BlockIoCount(ulong Major, ulong Minor, string Operation, ulong Value);

/// <summary>Bytes.</summary>
public sealed record HugetlbStatistics
{
    public required ulong Usage { get; init; }
    public ulong Peak { get; init; }
    public ulong Failures { get; init; }
}
