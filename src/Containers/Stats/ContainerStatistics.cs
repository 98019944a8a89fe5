using Gantry.Linux.Cgroups;

namespace Gantry.Containers.Stats;

/// <summary>What a container has used since its start.</summary>
public sealed record ContainerStatistics
{
    public required DateTimeOffset Time { get; init; }
    public required CgroupStatistics Group { get; init; }

    /// <summary>All processors' time since the boot, in use or idle.</summary>
    public required ulong SystemNanoseconds { get; init; }

    public required int Processors { get; init; }

    /// <summary>Bytes of memory that the host has.</summary>
    public required ulong HostMemory { get; init; }

    /// <summary>Of the container's network, by name, without the loopback; null where that is the host's.</summary>
    public IReadOnlyDictionary<string, InterfaceStatistics>? Interfaces { get; init; }
}

/// <summary>What went through an interface, as the container sees it.</summary>
public sealed record InterfaceStatistics
{
    public ulong ReceivedBytes { get; init; }
    public ulong ReceivedPackets { get; init; }
    public ulong ReceiveErrors { get; init; }
    public ulong ReceiveDrops { get; init; }
    public ulong SentBytes { get; init; }
    public ulong SentPackets { get; init; }
    public ulong SendErrors { get; init; }
    public ulong SendDrops { get; init; }
}
