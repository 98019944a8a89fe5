using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups.V1;

/// <summary>Shares, bandwidth and real-time bandwidth of the processors.</summary>
/// <remarks>runtime-spec config-linux.md "CPU"; Documentation/scheduler/sched-bwc.rst, sched-rt-group.rst</remarks>
public sealed class Cpu : IController
{
    public string Name => "cpu";

    public bool IsAsked(LinuxResources resources) =>
        resources.Cpu is { } cpu
        && (Asked.For(cpu.Shares) || Asked.For(cpu.Quota) || Asked.For(cpu.Period) || cpu.Burst is not null || cpu.Idle is not null
            || Asked.For(cpu.RealtimePeriod) || Asked.For(cpu.RealtimeRuntime));

    public void Apply(CgroupDirectory group, LinuxResources resources)
    {
        if (resources.Cpu is not { } cpu)
        {
            return;
        }

        ApplyShares(group, cpu);
        ApplyBandwidth(group, cpu);
        if (cpu.Idle is { } idle)
        {
            group.Write("cpu.idle", idle);
        }

        ApplyRealtime(group, cpu);
    }

    private static void ApplyShares(CgroupDirectory group, CpuLimits cpu)
    {
        if (!Asked.For(cpu.Shares))
        {
            return;
        }

        group.Write("cpu.shares", cpu.Shares.Value.ToString());

        // The kernel clamps without a word.
        var actual = FlatKeys.Number(group.Read("cpu.shares"));
        if (actual != cpu.Shares)
        {
            throw new CgroupException(actual < cpu.Shares
                ? $"the maximum allowed cpu-shares is {actual}"
                : $"the minimum allowed cpu-shares is {actual}");
        }
    }

    private static void ApplyBandwidth(CgroupDirectory group, CpuLimits cpu)
    {
        var period = Asked.For(cpu.Period) && !TryBeforeQuota(group, "cpu.cfs_period_us", cpu.Period.Value, cpu);
        var burst = cpu.Burst is not null && !TryBeforeQuota(group, "cpu.cfs_burst_us", cpu.Burst.Value, cpu);
        if (!Asked.For(cpu.Quota))
        {
            return;
        }

        group.Write("cpu.cfs_quota_us", cpu.Quota.Value);
        if (period)
        {
            group.Write("cpu.cfs_period_us", cpu.Period.GetValueOrDefault().ToString());
        }

        if (burst)
        {
            group.Write("cpu.cfs_burst_us", cpu.Burst.GetValueOrDefault().ToString());
        }
    }

    // EINVAL may only mean that the new value does not fit the old quota (or the parent's); it is then written after the new one.
    private static bool TryBeforeQuota(CgroupDirectory group, string file, ulong value, CpuLimits cpu) =>
        group.TryWrite(file, value.ToString(), out var errno)
        || (errno == Errno.EINVAL && Asked.For(cpu.Quota) ? false : throw new LinuxException($"write \"{value}\" to", errno, $"{group.Path}/{file}"));

    private static void ApplyRealtime(CgroupDirectory group, CpuLimits cpu)
    {
        var periodLater = false;
        if (Asked.For(cpu.RealtimePeriod))
        {
            var period = cpu.RealtimePeriod.Value.ToString();
            periodLater = !group.TryWrite("cpu.rt_period_us", period, out var errno) && errno == Errno.EINVAL && Asked.For(cpu.RealtimeRuntime);
            if (errno != Errno.None && !periodLater)
            {
                throw Refused(group, "cpu.rt_period_us", errno);
            }
        }

        if (Asked.For(cpu.RealtimeRuntime))
        {
            if (!group.TryWrite("cpu.rt_runtime_us", cpu.RealtimeRuntime.Value.ToString(), out var errno))
            {
                throw Refused(group, "cpu.rt_runtime_us", errno);
            }

            if (periodLater)
            {
                group.Write("cpu.rt_period_us", cpu.RealtimePeriod.GetValueOrDefault().ToString());
            }
        }
    }

    private static Exception Refused(CgroupDirectory group, string file, Errno errno) =>
        errno == Errno.ENOENT
            ? new CgroupException("cannot set a realtime limit: this kernel is built without real-time group scheduling")
            : new LinuxException("write", errno, $"{group.Path}/{file}");
}
