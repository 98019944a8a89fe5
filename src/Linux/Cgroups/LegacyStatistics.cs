namespace Gantry.Linux.Cgroups;

/// <summary>Reads what v1 groups have used, one controller at a time.</summary>
/// <remarks>Documentation/admin-guide/cgroup-v1</remarks>
public static class LegacyStatistics
{
    /// <summary>Of two controllers, often mounted together.</summary>
    /// <param name="cpu">The group of the controller <c>cpu</c>, which throttles.</param>
    /// <param name="cpuacct">The group of <c>cpuacct</c>, which counts.</param>
    public static CpuStatistics Cpu(CgroupDirectory? cpu, CgroupDirectory cpuacct)
    {
        var throttling = cpu?.TryRead("cpu.stat");
        return new CpuStatistics
        {
            TotalNanoseconds = FlatKeys.Number(cpuacct.Read("cpuacct.usage")),
            KernelNanoseconds = Number(cpuacct, "cpuacct.usage_sys"),
            UserNanoseconds = Number(cpuacct, "cpuacct.usage_user"),
            PerProcessorNanoseconds = Numbers(cpuacct.TryRead("cpuacct.usage_percpu")),
            Periods = FlatKeys.Find(throttling, "nr_periods") ?? 0,
            ThrottledPeriods = FlatKeys.Find(throttling, "nr_throttled") ?? 0,
            ThrottledNanoseconds = FlatKeys.Find(throttling, "throttled_time") ?? 0,
        };
    }

    public static MemoryStatistics Memory(CgroupDirectory group)
    {
        var raw = FlatKeys.Parse(group.Read("memory.stat"));
        return new MemoryStatistics
        {
            Usage = MemoryUsage(group, "memory") ?? new MemoryUsage(),
            Swap = MemoryUsage(group, "memory.memsw"),
            Kernel = MemoryUsage(group, "memory.kmem"),
            KernelTcp = MemoryUsage(group, "memory.kmem.tcp"),
            Cache = raw.GetValueOrDefault("cache"),
            Raw = raw,
            OomKills = FlatKeys.Find(group.TryRead("memory.oom_control"), "oom_kill") ?? 0,
        };
    }

    public static BlockIoStatistics BlockIo(CgroupDirectory group)
    {
        // Only the scheduler in charge counts: bfq where it is used, else the throttling layer above all of them.
        var bytes = BlockIoCounts.ParseLegacy(group.TryRead("blkio.bfq.io_service_bytes_recursive"));
        var prefix = bytes.Count > 0 ? "blkio.bfq" : "blkio.throttle";
        return new BlockIoStatistics
        {
            ServiceBytes = bytes.Count > 0 ? bytes : BlockIoCounts.ParseLegacy(group.TryRead($"{prefix}.io_service_bytes_recursive")),
            Serviced = BlockIoCounts.ParseLegacy(group.TryRead($"{prefix}.io_serviced_recursive")),
        };
    }

    public static IReadOnlyDictionary<string, HugetlbStatistics> Hugetlb(CgroupDirectory group)
    {
        var sizes = new Dictionary<string, HugetlbStatistics>();
        foreach (var size in HugepageSizes.Read())
        {
            if (group.TryRead($"hugetlb.{size}.usage_in_bytes") is { } usage)
            {
                sizes[size] = new HugetlbStatistics
                {
                    Usage = FlatKeys.Number(usage),
                    Peak = Number(group, $"hugetlb.{size}.max_usage_in_bytes"),
                    Failures = Number(group, $"hugetlb.{size}.failcnt"),
                };
            }
        }

        return sizes;
    }

    private static MemoryUsage? MemoryUsage(CgroupDirectory group, string prefix) =>
        group.TryRead($"{prefix}.usage_in_bytes") is { } usage
            ? new MemoryUsage
            {
                Usage = FlatKeys.Number(usage),
                Peak = Number(group, $"{prefix}.max_usage_in_bytes"),
                Failures = Number(group, $"{prefix}.failcnt"),
                Limit = Number(group, $"{prefix}.limit_in_bytes"),
            }
            : null;

    private static ulong Number(CgroupDirectory group, string file) => group.TryRead(file) is { } text ? FlatKeys.Number(text) : 0;

    private static List<ulong>? Numbers(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var numbers = new List<ulong>();
        foreach (var range in text.AsSpan().Split(' '))
        {
            if (ulong.TryParse(text.AsSpan(range), out var number))
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }
}
