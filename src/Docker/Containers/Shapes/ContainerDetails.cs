using System.Text.Json.Serialization;

namespace Gantry.Docker.Containers.Shapes;

/// <summary>What inspect tells about a container.</summary>
internal sealed record ContainerDetails
{
    public required string Id { get; init; }
    public required string Created { get; init; }
    public required string Path { get; init; }
    public required IReadOnlyList<string> Args { get; init; }
    public required StateBody State { get; init; }
    public required string Image { get; init; }
    public required string ResolvConfPath { get; init; }
    public required string HostnamePath { get; init; }
    public required string HostsPath { get; init; }
    public required string LogPath { get; init; }
    public required string Name { get; init; }
    public int RestartCount { get; init; }
    public string Driver { get; init; } = "overlay2";
    public string Platform { get; init; } = "linux";
    public string MountLabel { get; init; } = "";
    public string ProcessLabel { get; init; } = "";
    public string AppArmorProfile { get; init; } = "";

    [JsonPropertyName("ExecIDs")]
    public IReadOnlyList<string>? ExecIds { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; init; }

    public required HostConfig HostConfig { get; init; }
    public required GraphDriver GraphDriver { get; init; }
    public required IReadOnlyList<MountPoint> Mounts { get; init; }
    public required Config Config { get; init; }
    public required NetworkSettings NetworkSettings { get; init; }
}

internal sealed record StateBody
{
    public required string Status { get; init; }
    public required bool Running { get; init; }
    public required bool Paused { get; init; }
    public bool Restarting { get; init; }

    [JsonPropertyName("OOMKilled")]
    public required bool OomKilled { get; init; }

    public required bool Dead { get; init; }
    public required int Pid { get; init; }
    public required int ExitCode { get; init; }
    public required string Error { get; init; }
    public required string StartedAt { get; init; }
    public required string FinishedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthBody? Health { get; init; }
}

/// <summary>What the checks of a container have found.</summary>
internal sealed record HealthBody
{
    public required string Status { get; init; }
    public required int FailingStreak { get; init; }
    public required IReadOnlyList<HealthResultBody> Log { get; init; }
}

internal sealed record HealthResultBody
{
    public required string Start { get; init; }
    public required string End { get; init; }
    public required int ExitCode { get; init; }
    public required string Output { get; init; }
}

internal sealed record GraphDriver
{
    public required IReadOnlyDictionary<string, string> Data { get; init; }
    public string Name { get; init; } = "overlay2";
}

internal sealed record MountPoint
{
    public required string Type { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    public required string Source { get; init; }
    public required string Destination { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Driver { get; init; }

    public string Mode { get; init; } = "";

    [JsonPropertyName("RW")]
    public required bool IsWritable { get; init; }

    public string Propagation { get; init; } = "";
}
