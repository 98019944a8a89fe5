using Gantry.Containers;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>Puts changed limits over those that a container has.</summary>
/// <remarks>moby: container/container_unix.go, UpdateContainer.</remarks>
internal static class ResourceUpdate
{
    /// <exception cref="ConflictException">A changed limit contradicts one that stays.</exception>
    public static HostConfig Merge(HostConfig host, ResourceConfig asked)
    {
        Check(host, asked);
        return host with
        {
            BlkioWeight = asked.BlkioWeight != 0 ? asked.BlkioWeight : host.BlkioWeight,
            CpuShares = asked.CpuShares != 0 ? asked.CpuShares : host.CpuShares,
            NanoCpus = asked.NanoCpus != 0 ? asked.NanoCpus : host.NanoCpus,
            CpuPeriod = asked.CpuPeriod != 0 ? asked.CpuPeriod : host.CpuPeriod,
            CpuQuota = asked.CpuQuota != 0 ? asked.CpuQuota : host.CpuQuota,
            CpusetCpus = asked.CpusetCpus is { Length: > 0 } ? asked.CpusetCpus : host.CpusetCpus,
            CpusetMems = asked.CpusetMems is { Length: > 0 } ? asked.CpusetMems : host.CpusetMems,
            Memory = asked.Memory != 0 ? asked.Memory : host.Memory,
            MemorySwap = asked.MemorySwap != 0 ? asked.MemorySwap : host.MemorySwap,
            MemoryReservation = asked.MemoryReservation != 0 ? asked.MemoryReservation : host.MemoryReservation,
            PidsLimit = asked.PidsLimit ?? host.PidsLimit,
        };
    }

    private static void Check(HostConfig host, ResourceConfig asked)
    {
        Refuse(host.NanoCpus > 0 && asked.CpuPeriod > 0, "CPU Period cannot be updated as NanoCPUs has already been set");
        Refuse(host.NanoCpus > 0 && asked.CpuQuota > 0, "CPU Quota cannot be updated as NanoCPUs has already been set");
        Refuse(asked.NanoCpus > 0 && host.CpuQuota > 0, "NanoCPUs cannot be updated as CPU Quota has already been set");
        Refuse(asked.NanoCpus > 0 && host.CpuPeriod > 0, "NanoCPUs cannot be updated as CPU Period has already been set");
        if (host.MemorySwap > 0 && asked.MemorySwap == 0 && asked.Memory > host.MemorySwap)
        {
            throw new ConflictException(
                "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time");
        }
    }

    private static void Refuse(bool isWrong, string what)
    {
        if (isWrong)
        {
            throw new ConflictException($"Conflicting options: {what}");
        }
    }
}
