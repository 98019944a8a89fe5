using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Cgroups.V2;

namespace Gantry.Runtime.Cgroups.Systemd;

/// <summary>The limits that systemd must know, because it would write others over ours whenever it looks at the unit again.</summary>
/// <remarks>systemd.resource-control(5). What has no property here is written to the group alone.</remarks>
internal static class UnitLimits
{
    private const ulong Infinity = ulong.MaxValue;
    private const ulong DefaultPeriod = 100_000;
    private const ulong MicrosecondsPerSecond = 1_000_000;

    // systemd rounds a quota down to a whole percent; rounded up before, the group still gets what was asked.
    private const ulong QuotaStep = 10_000;

    /// <param name="unified">True on cgroup v2: some properties differ in name and meaning.</param>
    public static void Add(UnitProperties properties, LinuxResources resources, bool unified)
    {
        AddMemory(properties, resources.Memory, unified);
        AddCpu(properties, resources.Cpu, unified);
        if (resources.Pids?.Limit is { } pids and not 0)
        {
            properties.Add("TasksMax", pids > 0 ? (ulong)pids : Infinity);
        }

        if (resources.BlockIo?.Weight is { } weight and not 0)
        {
            properties.Add(unified ? "IOWeight" : "BlockIOWeight", unified ? Weights.FromBlockIo(weight) : weight);
        }

        UnitDevices.Add(properties, resources.Devices);
        if (unified)
        {
            UnitFiles.Add(properties, resources.Unified);
        }
    }

    private static void AddMemory(UnitProperties properties, MemoryLimits? memory, bool unified)
    {
        if (memory is null)
        {
            return;
        }

        if (Asked.For(memory.Limit))
        {
            properties.Add(unified ? "MemoryMax" : "MemoryLimit", Bytes(memory.Limit.Value));
        }

        if (unified && Asked.For(memory.Reservation))
        {
            properties.Add("MemoryLow", Bytes(memory.Reservation.Value));
        }

        if (unified && Memory.SwapMax(memory) is { } swap)
        {
            properties.Add("MemorySwapMax", swap == "max" ? Infinity : ulong.Parse(swap));
        }
    }

    private static void AddCpu(UnitProperties properties, CpuLimits? cpu, bool unified)
    {
        if (cpu is null)
        {
            return;
        }

        if (Asked.For(cpu.Shares) && cpu.Idle is not 1)
        {
            properties.Add(unified ? "CPUWeight" : "CPUShares", unified ? Weights.FromShares(cpu.Shares.Value) : cpu.Shares.Value);
        }

        // A weight of 0 is systemd's word for idle, since 252.
        if (unified && cpu.Idle is 1)
        {
            properties.Add("CPUWeight", 0);
        }

        if (Asked.For(cpu.Period))
        {
            properties.Add("CPUQuotaPeriodUSec", cpu.Period.Value);
        }

        if (Asked.For(cpu.Quota))
        {
            properties.Add("CPUQuotaPerSecUSec", QuotaPerSecond(cpu.Quota.Value, cpu.Period));
        }

        AddSet(properties, "AllowedCPUs", cpu.Cpus, unified);
        AddSet(properties, "AllowedMemoryNodes", cpu.Mems, unified);
    }

    // Only for v2 does systemd have the controller cpuset.
    private static void AddSet(UnitProperties properties, string name, string? list, bool unified)
    {
        if (unified && !string.IsNullOrEmpty(list))
        {
            properties.Add(name, NumberSet.ToBits(list));
        }
    }

    private static ulong QuotaPerSecond(long quota, ulong? period) =>
        quota < 0 ? Infinity : QuotaPerSecond((ulong)quota, Asked.For(period) ? period.Value : DefaultPeriod);

    /// <summary>A quota for each period in microseconds, as one for each second.</summary>
    internal static ulong QuotaPerSecond(ulong quota, ulong period)
    {
        var perSecond = quota * MicrosecondsPerSecond / period;
        return (perSecond + QuotaStep - 1) / QuotaStep * QuotaStep;
    }

    private static ulong Bytes(long bytes) => bytes < 0 ? Infinity : (ulong)bytes;
}
