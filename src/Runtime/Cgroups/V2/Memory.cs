using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups.V2;

/// <summary>Limits of memory and of swap.</summary>
/// <remarks>
/// Documentation/admin-guide/cgroup-v2.rst "Memory". Swappiness, the limits of kernel memory and the switch of the OOM killer have
/// no counterpart in v2 and are passed over, as runc and crun do.
/// </remarks>
public sealed class Memory : IController
{
    public string Name => "memory";

    public bool IsAsked(LinuxResources resources) =>
        resources.Memory is { } memory && (Asked.For(memory.Limit) || Asked.For(memory.Swap) || Asked.For(memory.Reservation));

    public void Apply(CgroupDirectory group, LinuxResources resources)
    {
        if (resources.Memory is not { } memory)
        {
            return;
        }

        if (memory.CheckBeforeUpdate == true && group.TryRead("memory.current") is { } usage)
        {
            MemoryUsageCheck.Refuse(memory, FlatKeys.Number(usage));
        }

        if (SwapMax(memory) is { } swap)
        {
            SetSwap(group, swap);
        }

        if (Asked.For(memory.Limit))
        {
            group.Write("memory.max", Spell(memory.Limit.Value));
        }

        if (Asked.For(memory.Reservation))
        {
            group.Write("memory.low", Spell(memory.Reservation.Value));
        }
    }

    /// <summary>What to write to <c>memory.swap.max</c>: v1 limits memory and swap together, v2 swap alone. Null leaves it.</summary>
    /// <exception cref="CgroupException">The two limits contradict each other.</exception>
    public static string? SwapMax(MemoryLimits memory)
    {
        var limit = memory.Limit ?? 0;
        var swap = memory.Swap ?? 0;
        return (limit, swap) switch
        {
            // "No limit of memory" has always meant none of both.
            (-1, 0) or (_, -1) => "max",
            (_, 0) => null,
            (_, < -1) => throw new CgroupException($"invalid memory+swap value: {swap}"),
            (-1, _) => swap.ToString(),
            (0, _) => throw new CgroupException("unable to set swap limit without memory limit"),
            (< -1, _) => throw new CgroupException($"invalid memory value: {limit}"),
            _ when swap < limit => throw new CgroupException($"memory+swap limit {swap} should be >= memory limit {limit}"),
            _ => (swap - limit).ToString(),
        };
    }

    private static void SetSwap(CgroupDirectory group, string value)
    {
        // Without swap accounting there is nothing to forbid and nothing to set free.
        if (!group.TryWrite("memory.swap.max", value, out var errno) && (errno != Errno.ENOENT || value is not ("max" or "0")))
        {
            throw errno == Errno.ENOENT
                ? new CgroupException("cannot set a memory+swap limit: this kernel does not account for swap")
                : new LinuxException($"write \"{value}\" to", errno, $"{group.Path}/memory.swap.max");
        }
    }

    private static string Spell(long bytes) => bytes == -1 ? "max" : bytes.ToString();
}
