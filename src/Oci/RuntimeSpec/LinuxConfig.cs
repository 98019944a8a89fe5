using System.Text.Json.Serialization;

namespace Gantry.Oci.RuntimeSpec;

/// <summary>What only Linux containers have.</summary>
/// <remarks>runtime-spec config-linux.md</remarks>
public sealed record LinuxConfig
{
    public IReadOnlyList<LinuxNamespace>? Namespaces { get; init; }

    [JsonPropertyName("uidMappings")]
    public IReadOnlyList<IdMapping>? UidMappings { get; init; }

    [JsonPropertyName("gidMappings")]
    public IReadOnlyList<IdMapping>? GidMappings { get; init; }

    /// <summary>Offsets of the clocks <c>monotonic</c> and <c>boottime</c> in a new time namespace.</summary>
    public IReadOnlyDictionary<string, TimeOffset>? TimeOffsets { get; init; }

    public IReadOnlyList<LinuxDevice>? Devices { get; init; }

    /// <summary>A path below the hierarchy's root, or <c>slice:prefix:name</c> for the systemd driver.</summary>
    public string? CgroupsPath { get; init; }

    public LinuxResources? Resources { get; init; }

    /// <summary>slave, private, shared or unbindable.</summary>
    public string? RootfsPropagation { get; init; }

    public LinuxSeccomp? Seccomp { get; init; }
    public IReadOnlyDictionary<string, string>? Sysctl { get; init; }
    public IReadOnlyList<string>? MaskedPaths { get; init; }
    public IReadOnlyList<string>? ReadonlyPaths { get; init; }
    public string? MountLabel { get; init; }
    public Personality? Personality { get; init; }
    public IntelRdt? IntelRdt { get; init; }
}

/// <summary>A namespace to make, or, with a path, to join.</summary>
public sealed record LinuxNamespace
{
    /// <summary>pid, network, mount, ipc, uts, user, cgroup or time.</summary>
    public string Type { get; init; } = "";

    public string? Path { get; init; }
}

[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1724", Justification = "The specification's name.")]
public sealed record IdMapping
{
    [JsonPropertyName("containerID")]
    public uint ContainerId { get; init; }

    [JsonPropertyName("hostID")]
    public uint HostId { get; init; }

    public uint Size { get; init; }
}

public sealed record TimeOffset
{
    public long Secs { get; init; }
    public uint Nanosecs { get; init; }
}

/// <summary>A device node made in the container.</summary>
public sealed record LinuxDevice
{
    /// <summary>c, b, u (unbuffered character device) or p (fifo).</summary>
    public string Type { get; init; } = "";

    public string Path { get; init; } = "";
    public long Major { get; init; }
    public long Minor { get; init; }

    /// <summary>Permission bits; null means 0666.</summary>
    public uint? FileMode { get; init; }

    public uint Uid { get; init; }
    public uint Gid { get; init; }
}

public sealed record Personality
{
    /// <summary>LINUX or LINUX32.</summary>
    public string Domain { get; init; } = "";

    public IReadOnlyList<string>? Flags { get; init; }
}

/// <summary>Cache and bandwidth allocation by resctrl.</summary>
public sealed record IntelRdt
{
    [JsonPropertyName("closID")]
    public string? ClosId { get; init; }

    public IReadOnlyList<string>? Schemata { get; init; }
    public string? L3CacheSchema { get; init; }
    public string? MemBwSchema { get; init; }
}
