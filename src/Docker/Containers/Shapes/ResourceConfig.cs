using System.Text.Json.Serialization;

namespace Gantry.Docker.Containers.Shapes;

/// <summary>The limits of a container. 0 is no limit of its own.</summary>
internal record ResourceConfig
{
    public long CpuShares { get; init; }

    /// <summary>Bytes.</summary>
    public long Memory { get; init; }

    /// <summary>Billionths of a processor.</summary>
    public long NanoCpus { get; init; }

    public string? CgroupParent { get; init; } = "";
    public int BlkioWeight { get; init; }
    public IReadOnlyList<BlkioWeight>? BlkioWeightDevice { get; init; } = [];
    public IReadOnlyList<BlkioRate>? BlkioDeviceReadBps { get; init; } = [];
    public IReadOnlyList<BlkioRate>? BlkioDeviceWriteBps { get; init; } = [];

    [JsonPropertyName("BlkioDeviceReadIOps")]
    public IReadOnlyList<BlkioRate>? BlkioDeviceReadIops { get; init; } = [];

    [JsonPropertyName("BlkioDeviceWriteIOps")]
    public IReadOnlyList<BlkioRate>? BlkioDeviceWriteIops { get; init; } = [];

    /// <summary>Microseconds, as the quota.</summary>
    public long CpuPeriod { get; init; }

    public long CpuQuota { get; init; }
    public long CpuRealtimePeriod { get; init; }
    public long CpuRealtimeRuntime { get; init; }
    public string? CpusetCpus { get; init; } = "";
    public string? CpusetMems { get; init; } = "";
    public IReadOnlyList<DeviceMapping>? Devices { get; init; } = [];
    public IReadOnlyList<string>? DeviceCgroupRules { get; init; }
    public IReadOnlyList<DeviceRequest>? DeviceRequests { get; init; }
    public long MemoryReservation { get; init; }

    /// <summary>Bytes of memory and swap together; -1 is no limit.</summary>
    public long MemorySwap { get; init; }

    public long? MemorySwappiness { get; init; }
    public bool? OomKillDisable { get; init; }
    public long? PidsLimit { get; init; }
    public IReadOnlyList<Ulimit>? Ulimits { get; init; } = [];
    public long CpuCount { get; init; }
    public long CpuPercent { get; init; }

    [JsonPropertyName("IOMaximumIOps")]
    public long IoMaximumIops { get; init; }

    [JsonPropertyName("IOMaximumBandwidth")]
    public long IoMaximumBandwidth { get; init; }
}

internal sealed record BlkioWeight
{
    public string? Path { get; init; }
    public int Weight { get; init; }
}

/// <summary>Bytes, or operations, per second.</summary>
internal sealed record BlkioRate
{
    public string? Path { get; init; }
    public long Rate { get; init; }
}

internal sealed record DeviceMapping
{
    public string? PathOnHost { get; init; }
    public string? PathInContainer { get; init; }
    public string? CgroupPermissions { get; init; }
}

internal sealed record DeviceRequest
{
    public string? Driver { get; init; }
    public int Count { get; init; }

    [JsonPropertyName("DeviceIDs")]
    public IReadOnlyList<string>? DeviceIds { get; init; }

    public IReadOnlyList<IReadOnlyList<string>>? Capabilities { get; init; }
    public IReadOnlyDictionary<string, string>? Options { get; init; }
}

internal sealed record Ulimit
{
    public string? Name { get; init; }
    public long Hard { get; init; }
    public long Soft { get; init; }
}
