using Gantry.Containers.Stats;
using Gantry.Docker.Containers.Shapes;
using Gantry.Linux.Cgroups;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>What a container uses, in Docker's words.</summary>
internal static class StatsMapping
{
    /// <summary>One answer.</summary>
    /// <param name="empty">With the container's names.</param>
    /// <param name="now">What is read now; null where the container does not run.</param>
    /// <param name="before">What was read before, for clients that show the difference; null where nothing was.</param>
    public static StatsBody Make(StatsBody empty, ContainerStatistics? now, ContainerStatistics? before) => now is null ? empty : empty with
    {
        Read = DockerTime.Format(now.Time),
        Preread = DockerTime.Format(before?.Time),
        PidsStats = new PidsStats { Current = now.Group.Pids?.Current ?? 0, Limit = now.Group.Pids is { Limit: 0 } ? ulong.MaxValue : now.Group.Pids?.Limit ?? 0 },
        BlkioStats = new BlkioStats { IoServiceBytesRecursive = Counts(now.Group.BlockIo?.ServiceBytes), IoServicedRecursive = Counts(now.Group.BlockIo?.Serviced) },
        CpuStats = Cpu(now),
        PrecpuStats = before is null ? new CpuStats() : Cpu(before),
        MemoryStats = Memory(now),
        Networks = now.Interfaces?.ToDictionary(entry => entry.Key, entry => Network(entry.Value)),
    };

    private static IReadOnlyList<BlkioEntry>? Counts(IReadOnlyList<BlockIoCount>? counts) => counts is not { Count: > 0 } ? null :
        [.. counts.Select(count => new BlkioEntry(count.Major, count.Minor, count.Operation.ToLowerInvariant(), count.Value))];

    private static CpuStats Cpu(ContainerStatistics statistics) => statistics.Group.Cpu is not { } cpu ? new CpuStats() : new CpuStats
    {
        CpuUsage = new CpuUsage
        {
            TotalUsage = cpu.TotalNanoseconds,
            PercpuUsage = cpu.PerProcessorNanoseconds,
            UsageInKernelmode = cpu.KernelNanoseconds,
            UsageInUsermode = cpu.UserNanoseconds,
        },
        SystemCpuUsage = statistics.SystemNanoseconds,
        OnlineCpus = statistics.Processors,
        ThrottlingData = new ThrottlingData
        {
            Periods = cpu.Periods, ThrottledPeriods = cpu.ThrottledPeriods, ThrottledTime = cpu.ThrottledNanoseconds,
        },
    };

    private static MemoryStats Memory(ContainerStatistics statistics) => statistics.Group.Memory is not { } memory ? new MemoryStats() : new MemoryStats
    {
        Usage = memory.Usage.Usage,
        MaxUsage = memory.Usage.Peak,
        Stats = memory.Raw,
        Failcnt = memory.Usage.Failures,
        Limit = Math.Min(memory.Usage.Limit, statistics.HostMemory),
    };

    private static NetworkStats Network(InterfaceStatistics counters) => new()
    {
        RxBytes = counters.ReceivedBytes,
        RxPackets = counters.ReceivedPackets,
        RxErrors = counters.ReceiveErrors,
        RxDropped = counters.ReceiveDrops,
        TxBytes = counters.SentBytes,
        TxPackets = counters.SentPackets,
        TxErrors = counters.SendErrors,
        TxDropped = counters.SendDrops,
    };
}
