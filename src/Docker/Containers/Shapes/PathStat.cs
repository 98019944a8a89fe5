using System.Text.Json.Serialization;

namespace Gantry.Docker.Containers.Shapes;

/// <summary>What there is at a path: the header <c>X-Docker-Container-Path-Stat</c>, in base 64.</summary>
internal sealed record PathStat
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("size")]
    public required long Size { get; init; }

    /// <summary>Go's os.FileMode.</summary>
    [JsonPropertyName("mode")]
    public required uint Mode { get; init; }

    [JsonPropertyName("mtime")]
    public required string Modified { get; init; }

    [JsonPropertyName("linkTarget")]
    public required string LinkTarget { get; init; }
}
