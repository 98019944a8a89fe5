using System.Text.Json.Serialization;

namespace Gantry.Oci.RuntimeSpec;

/// <summary>Limits, enforced by control groups. A null is left as it is.</summary>
/// <remarks>runtime-spec config-linux.md "Control groups"</remarks>
public sealed record LinuxResources
{
    public IReadOnlyList<DeviceRule>? Devices { get; init; }
    public MemoryLimits? Memory { get; init; }
    public CpuLimits? Cpu { get; init; }
    public PidsLimit? Pids { get; init; }

    [JsonPropertyName("blockIO")]
    public BlockIoLimits? BlockIo { get; init; }

    public IReadOnlyList<HugepageLimit>? HugepageLimits { get; init; }
    public NetworkClass? Network { get; init; }
    public IReadOnlyDictionary<string, RdmaLimit>? Rdma { get; init; }

    /// <summary>Files of a cgroup v2 group, by name, written as they stand.</summary>
    public IReadOnlyDictionary<string, string>? Unified { get; init; }
}

/// <summary>Allows or denies access to devices; a later rule wins.</summary>
public sealed record DeviceRule
{
    public bool Allow { get; init; }

    /// <summary>a (all), c or b; null means a.</summary>
    public string? Type { get; init; }

    /// <summary>Null matches every major number.</summary>
    public long? Major { get; init; }

    public long? Minor { get; init; }

    /// <summary>Any of r, w and m (make a node).</summary>
    public string? Access { get; init; }
}

/// <summary>Bytes; -1 is no limit.</summary>
public sealed record MemoryLimits
{
    public long? Limit { get; init; }
    public long? Reservation { get; init; }

    /// <summary>Memory and swap together.</summary>
    public long? Swap { get; init; }

    public long? Kernel { get; init; }

    [JsonPropertyName("kernelTCP")]
    public long? KernelTcp { get; init; }

    /// <summary>0 to 100.</summary>
    public ulong? Swappiness { get; init; }

    [JsonPropertyName("disableOOMKiller")]
    public bool? DisableOomKiller { get; init; }

    public bool? UseHierarchy { get; init; }
    public bool? CheckBeforeUpdate { get; init; }
}

public sealed record CpuLimits
{
    public ulong? Shares { get; init; }

    /// <summary>Microseconds of processor time in each period; -1 is no limit.</summary>
    public long? Quota { get; init; }

    /// <summary>Microseconds that unused quota may add.</summary>
    public ulong? Burst { get; init; }

    /// <summary>Microseconds.</summary>
    public ulong? Period { get; init; }

    public long? RealtimeRuntime { get; init; }
    public ulong? RealtimePeriod { get; init; }

    /// <summary>A list such as <c>0-3,7</c>.</summary>
    public string? Cpus { get; init; }

    public string? Mems { get; init; }

    /// <summary>1 schedules the group as SCHED_IDLE.</summary>
    public long? Idle { get; init; }
}

public sealed record PidsLimit
{
    /// <summary>Processes and threads; -1 is no limit, null leaves it as it is.</summary>
    public long? Limit { get; init; }
}

public sealed record BlockIoLimits
{
    /// <summary>10 to 1000.</summary>
    public ushort? Weight { get; init; }

    public ushort? LeafWeight { get; init; }
    public IReadOnlyList<WeightDevice>? WeightDevice { get; init; }
    public IReadOnlyList<ThrottleDevice>? ThrottleReadBpsDevice { get; init; }
    public IReadOnlyList<ThrottleDevice>? ThrottleWriteBpsDevice { get; init; }

    [JsonPropertyName("throttleReadIOPSDevice")]
    public IReadOnlyList<ThrottleDevice>? ThrottleReadIopsDevice { get; init; }

    [JsonPropertyName("throttleWriteIOPSDevice")]
    public IReadOnlyList<ThrottleDevice>? ThrottleWriteIopsDevice { get; init; }
}

public sealed record WeightDevice
{
    public long Major { get; init; }
    public long Minor { get; init; }
    public ushort? Weight { get; init; }
    public ushort? LeafWeight { get; init; }
}

/// <summary>Bytes, or operations, per second.</summary>
public sealed record ThrottleDevice
{
    public long Major { get; init; }
    public long Minor { get; init; }
    public ulong Rate { get; init; }
}

public sealed record HugepageLimit
{
    /// <summary>Such as <c>2MB</c>.</summary>
    public string PageSize { get; init; } = "";

    /// <summary>Bytes.</summary>
    public ulong Limit { get; init; }
}

public sealed record NetworkClass
{
    [JsonPropertyName("classID")]
    public uint? ClassId { get; init; }

    public IReadOnlyList<InterfacePriority>? Priorities { get; init; }
}

public sealed record InterfacePriority
{
    public string Name { get; init; } = "";
    public uint Priority { get; init; }
}

public sealed record RdmaLimit
{
    public uint? HcaHandles { get; init; }
    public uint? HcaObjects { get; init; }
}
