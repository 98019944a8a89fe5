using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups.V2;

/// <summary>Weight and bandwidth of the processors.</summary>
/// <remarks>Documentation/admin-guide/cgroup-v2.rst "CPU"</remarks>
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

        if (Asked.For(cpu.RealtimePeriod) || Asked.For(cpu.RealtimeRuntime))
        {
            throw new CgroupException("cpu.realtimePeriod and cpu.realtimeRuntime: cgroup v2 has no realtime limits");
        }

        if (cpu.Idle is { } idle)
        {
            group.Write("cpu.idle", idle);
        }

        // The kernel refuses a weight while the group is idle.
        if (Asked.For(cpu.Shares) && cpu.Idle is not 1)
        {
            group.Write("cpu.weight", Weights.FromShares(cpu.Shares.Value).ToString());
        }

        ApplyBandwidth(group, cpu);
    }

    /// <summary>What to write to <c>cpu.max</c>, given what it holds; null for nothing.</summary>
    public static string? Bandwidth(CpuLimits cpu, string? current)
    {
        var quota = !Asked.For(cpu.Quota) ? null : cpu.Quota > 0 ? cpu.Quota.ToString() : "max";

        // A quota alone leaves the kernel's period as it is; a period cannot stand alone.
        return !Asked.For(cpu.Period) ? quota : $"{quota ?? current?.Split(' ')[0] ?? "max"} {cpu.Period}";
    }

    private static void ApplyBandwidth(CgroupDirectory group, CpuLimits cpu)
    {
        var bandwidth = Bandwidth(cpu, Asked.For(cpu.Period) && !Asked.For(cpu.Quota) ? group.TryRead("cpu.max") : null);
        var burst = cpu.Burst?.ToString();
        var burstLater = false;
        if (burst is not null && !group.TryWrite("cpu.max.burst", burst, out var errno))
        {
            // EINVAL may only mean that the new burst does not fit the old quota.
            burstLater = errno == Errno.EINVAL && bandwidth is not null;
            if (!burstLater)
            {
                throw new LinuxException($"write \"{burst}\" to", errno, $"{group.Path}/cpu.max.burst");
            }
        }

        if (bandwidth is not null)
        {
            group.Write("cpu.max", bandwidth);
        }

        if (burstLater && burst is not null)
        {
            group.Write("cpu.max.burst", burst);
        }
    }
}
