using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups.V1;

/// <summary>Limits of memory, and of memory and swap together.</summary>
/// <remarks>
/// runtime-spec config-linux.md "Memory"; Documentation/admin-guide/cgroup-v1/memory.rst. The kernel memory limit is
/// left alone: the kernel itself has ignored it since 5.16.
/// </remarks>
public sealed class Memory : IController
{
    private const string Limit = "memory.limit_in_bytes";
    private const string SwapLimit = "memory.memsw.limit_in_bytes";
    private const ulong HighestSwappiness = 100;

    public string Name => "memory";

    public bool IsAsked(LinuxResources resources) =>
        resources.Memory is { } memory
        && (Asked.For(memory.Limit) || Asked.For(memory.Swap) || Asked.For(memory.Reservation) || Asked.For(memory.KernelTcp)
            || memory.DisableOomKiller == true || IsSwappinessAsked(memory));

    public void Apply(CgroupDirectory group, LinuxResources resources)
    {
        if (resources.Memory is not { } memory)
        {
            return;
        }

        RefuseBelowUsage(group, memory);
        ApplyLimits(group, memory);
        if (Asked.For(memory.Reservation))
        {
            group.Write("memory.soft_limit_in_bytes", memory.Reservation.Value);
        }

        if (Asked.For(memory.KernelTcp))
        {
            group.Write("memory.kmem.tcp.limit_in_bytes", memory.KernelTcp.Value);
        }

        if (memory.DisableOomKiller == true)
        {
            group.Write("memory.oom_control", "1");
        }

        if (IsSwappinessAsked(memory))
        {
            ApplySwappiness(group, memory.Swappiness.GetValueOrDefault());
        }
    }

    // -1 means "as it is" to callers who keep it in an unsigned number.
    private static bool IsSwappinessAsked(MemoryLimits memory) => memory.Swappiness is not (null or ulong.MaxValue);

    private static void ApplySwappiness(CgroupDirectory group, ulong swappiness)
    {
        if (swappiness > HighestSwappiness)
        {
            throw new CgroupException($"invalid memory swappiness value: {swappiness} (valid range is 0-{HighestSwappiness})");
        }

        group.Write("memory.swappiness", swappiness.ToString());
    }

    private static void RefuseBelowUsage(CgroupDirectory group, MemoryLimits memory)
    {
        if (memory.CheckBeforeUpdate == true && group.TryRead("memory.usage_in_bytes") is { } usage)
        {
            MemoryUsageCheck.Refuse(memory, FlatKeys.Number(usage));
        }
    }

    private static void ApplyLimits(CgroupDirectory group, MemoryLimits memory)
    {
        // No limit of memory with an old limit of both would be refused: they go together.
        var swap = memory.Limit == -1 && !Asked.For(memory.Swap) && group.Has(SwapLimit) ? -1 : memory.Swap;
        if (Asked.For(memory.Limit) && Asked.For(swap) && SwapFirst(group, swap.Value))
        {
            SetSwap(group, swap.Value);
            SetLimit(group, memory.Limit.Value);
            return;
        }

        if (Asked.For(memory.Limit))
        {
            SetLimit(group, memory.Limit.Value);
        }

        if (Asked.For(swap))
        {
            SetSwap(group, swap.Value);
        }
    }

    // The kernel wants memory ≤ memory + swap after each single write: to grow, swap goes first; to shrink, memory.
    private static bool SwapFirst(CgroupDirectory group, long swap) => swap == -1 || FlatKeys.Number(group.Read(Limit)) < (ulong)swap;

    private static void SetLimit(CgroupDirectory group, long bytes)
    {
        if (group.TryWrite(Limit, bytes.ToString(), out var errno))
        {
            return;
        }

        throw errno == Errno.EBUSY
            ? new CgroupException(
                $"unable to set memory limit to {bytes} (current usage: {group.Read("memory.usage_in_bytes")}, " +
                $"peak usage: {group.Read("memory.max_usage_in_bytes")})")
            : new LinuxException($"write \"{bytes}\" to", errno, $"{group.Path}/{Limit}");
    }

    private static void SetSwap(CgroupDirectory group, long bytes)
    {
        if (group.TryWrite(SwapLimit, bytes.ToString(), out var errno))
        {
            return;
        }

        throw errno switch
        {
            Errno.ENOENT => new CgroupException("cannot set a memory+swap limit: this kernel does not account for swap"),
            Errno.EINVAL => new CgroupException($"unable to set memory+swap limit to {bytes}: it is below the memory limit {group.Read(Limit)}"),
            _ => new LinuxException($"write \"{bytes}\" to", errno, $"{group.Path}/{SwapLimit}"),
        };
    }
}
