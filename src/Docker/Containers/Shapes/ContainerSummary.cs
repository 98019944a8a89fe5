using System.Text.Json.Serialization;

namespace Gantry.Docker.Containers.Shapes;

/// <summary>One line of a container list.</summary>
internal sealed record ContainerSummary
{
    public required string Id { get; init; }
    public required IReadOnlyList<string> Names { get; init; }
    public required string Image { get; init; }

    [JsonPropertyName("ImageID")]
    public required string ImageId { get; init; }

    public required string Command { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Created { get; init; }

    public required IReadOnlyList<PortSummary> Ports { get; init; }

    /// <summary>Bytes of its own files; only where sizes are asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; init; }

    /// <summary>Bytes of all its files.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }
    public required string State { get; init; }
    public required string Status { get; init; }
    public required HostConfigSummary HostConfig { get; init; }
    public required NetworkSettingsSummary NetworkSettings { get; init; }
    public required IReadOnlyList<MountPoint> Mounts { get; init; }
}

internal sealed record PortSummary
{
    [JsonPropertyName("IP")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ip { get; init; }

    public required int PrivatePort { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int PublicPort { get; init; }

    public required string Type { get; init; }
}

internal sealed record HostConfigSummary(string NetworkMode);

internal sealed record NetworkSettingsSummary(IReadOnlyDictionary<string, EndpointSettings> Networks);
