using System.Text.Json.Serialization;

namespace Gantry.Docker.Containers.Shapes;

/// <summary>How a container is set into its host. A null and a missing value mean Docker's default.</summary>
internal sealed record HostConfig : ResourceConfig
{
    public IReadOnlyList<string>? Binds { get; init; }

    [JsonPropertyName("ContainerIDFile")]
    public string? ContainerIdFile { get; init; } = "";

    public LogConfig? LogConfig { get; init; }
    public string? NetworkMode { get; init; }
    public IReadOnlyDictionary<string, IReadOnlyList<PortBinding>?>? PortBindings { get; init; }
    public RestartPolicy? RestartPolicy { get; init; }
    public bool AutoRemove { get; init; }
    public string? VolumeDriver { get; init; } = "";
    public IReadOnlyList<string>? VolumesFrom { get; init; }

    /// <summary>Height and width.</summary>
    public IReadOnlyList<int>? ConsoleSize { get; init; } = [0, 0];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    public IReadOnlyList<string>? CapAdd { get; init; }
    public IReadOnlyList<string>? CapDrop { get; init; }
    public string? CgroupnsMode { get; init; }
    public IReadOnlyList<string>? Dns { get; init; } = [];
    public IReadOnlyList<string>? DnsOptions { get; init; } = [];
    public IReadOnlyList<string>? DnsSearch { get; init; } = [];
    public IReadOnlyList<string>? ExtraHosts { get; init; }
    public IReadOnlyList<string>? GroupAdd { get; init; }
    public string? IpcMode { get; init; }
    public string? Cgroup { get; init; } = "";
    public IReadOnlyList<string>? Links { get; init; }
    public int OomScoreAdj { get; init; }
    public string? PidMode { get; init; } = "";
    public bool Privileged { get; init; }
    public bool PublishAllPorts { get; init; }
    public bool ReadonlyRootfs { get; init; }
    public IReadOnlyList<string>? SecurityOpt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? StorageOpt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Tmpfs { get; init; }

    [JsonPropertyName("UTSMode")]
    public string? UtsMode { get; init; } = "";

    public string? UsernsMode { get; init; } = "";

    /// <summary>Bytes of /dev/shm.</summary>
    public long ShmSize { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Sysctls { get; init; }

    public string? Runtime { get; init; }
    public string? Isolation { get; init; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Mount>? Mounts { get; init; }

    /// <summary>Null means the engine's own list, an empty list none.</summary>
    public IReadOnlyList<string>? MaskedPaths { get; init; }

    public IReadOnlyList<string>? ReadonlyPaths { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Init { get; init; }
}

internal sealed record LogConfig
{
    public string? Type { get; init; }
    public IReadOnlyDictionary<string, string>? Config { get; init; }
}

internal sealed record RestartPolicy
{
    public string? Name { get; init; }
    public int MaximumRetryCount { get; init; }
}

internal sealed record PortBinding
{
    public string? HostIp { get; init; }
    public string? HostPort { get; init; }
}
