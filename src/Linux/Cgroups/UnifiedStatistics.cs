namespace Gantry.Linux.Cgroups;

/// <summary>Reads what a v2 group has used.</summary>
/// <remarks>Documentation/admin-guide/cgroup-v2.rst "Controllers"</remarks>
public static class UnifiedStatistics
{
    private const ulong NanosecondsPerMicrosecond = 1000;

    public static CgroupStatistics Read(CgroupDirectory group) => new()
    {
        Cpu = Cpu(group),
        Memory = Memory(group),
        Pids = Pids(group),
        BlockIo = BlockIo(group),
        Hugetlb = Hugetlb(group),
    };

    /// <summary>The same on v1.</summary>
    public static PidsStatistics? Pids(CgroupDirectory group) =>
        group.TryRead("pids.current") is { } current
            ? new PidsStatistics
            {
                Current = FlatKeys.Number(current),
                Limit = group.TryRead("pids.max") is { } limit and not "max" ? FlatKeys.Number(limit) : 0,
            }
            : null;

    private static CpuStatistics? Cpu(CgroupDirectory group)
    {
        if (group.TryRead("cpu.stat") is not { } text)
        {
            return null;
        }

        ulong Nanoseconds(string key) => (FlatKeys.Find(text, key) ?? 0) * NanosecondsPerMicrosecond;
        return new CpuStatistics
        {
            TotalNanoseconds = Nanoseconds("usage_usec"),
            UserNanoseconds = Nanoseconds("user_usec"),
            KernelNanoseconds = Nanoseconds("system_usec"),
            Periods = FlatKeys.Find(text, "nr_periods") ?? 0,
            ThrottledPeriods = FlatKeys.Find(text, "nr_throttled") ?? 0,
            ThrottledNanoseconds = Nanoseconds("throttled_usec"),
            Pressure = Pressure.Parse(group.TryRead("cpu.pressure")),
        };
    }

    private static MemoryStatistics? Memory(CgroupDirectory group)
    {
        if (group.TryRead("memory.current") is not { } current)
        {
            return null;
        }

        var raw = FlatKeys.Parse(group.TryRead("memory.stat"));
        var events = group.TryRead("memory.events");
        var usage = new MemoryUsage
        {
            Usage = FlatKeys.Number(current),
            Peak = Number(group, "memory.peak", missing: 0),
            Failures = FlatKeys.Find(events, "max") ?? 0,
            Limit = Number(group, "memory.max", missing: ulong.MaxValue),
        };
        return new MemoryStatistics
        {
            Usage = usage,
            Swap = Swap(group, usage),
            Cache = raw.GetValueOrDefault("file"),
            Raw = raw,
            OomKills = FlatKeys.Find(events, "oom_kill") ?? 0,
            Pressure = Pressure.Parse(group.TryRead("memory.pressure")),
        };
    }

    // v2 counts swap alone, v1 memory and swap together; whoever asks was taught by v1.
    private static MemoryUsage? Swap(CgroupDirectory group, MemoryUsage memory)
    {
        if (group.TryRead("memory.swap.current") is not { } current)
        {
            return null;
        }

        var limit = Number(group, "memory.swap.max", missing: ulong.MaxValue);
        return new MemoryUsage
        {
            Usage = FlatKeys.Number(current) + memory.Usage,
            Failures = FlatKeys.Find(group.TryRead("memory.swap.events"), "max") ?? 0,
            Limit = limit == ulong.MaxValue || memory.Limit == ulong.MaxValue ? ulong.MaxValue : limit + memory.Limit,
        };
    }

    private static BlockIoStatistics? BlockIo(CgroupDirectory group)
    {
        if (group.TryRead("io.stat") is not { } text)
        {
            return null;
        }

        var (bytes, operations) = BlockIoCounts.ParseUnified(text);
        return new BlockIoStatistics
        {
            ServiceBytes = bytes,
            Serviced = operations,
            Pressure = Pressure.Parse(group.TryRead("io.pressure")),
        };
    }

    private static Dictionary<string, HugetlbStatistics>? Hugetlb(CgroupDirectory group)
    {
        Dictionary<string, HugetlbStatistics>? sizes = null;
        foreach (var size in HugepageSizes.Read())
        {
            if (group.TryRead($"hugetlb.{size}.current") is { } current)
            {
                sizes ??= [];
                sizes[size] = new HugetlbStatistics
                {
                    Usage = FlatKeys.Number(current),
                    Failures = FlatKeys.Find(group.TryRead($"hugetlb.{size}.events"), "max") ?? 0,
                };
            }
        }

        return sizes;
    }

    private static ulong Number(CgroupDirectory group, string file, ulong missing) =>
        group.TryRead(file) is { } text ? FlatKeys.Number(text) : missing;
}
