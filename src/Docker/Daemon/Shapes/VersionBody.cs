using System.Text.Json.Serialization;

namespace Gantry.Docker.Daemon.Shapes;

internal sealed record VersionBody
{
    public required PlatformName Platform { get; init; }
    public required IReadOnlyList<ComponentVersion> Components { get; init; }
    public required string Version { get; init; }
    public required string ApiVersion { get; init; }

    [JsonPropertyName("MinAPIVersion")]
    public required string MinApiVersion { get; init; }

    public string GitCommit { get; init; } = "";
    public string GoVersion { get; init; } = "";
    public required string Os { get; init; }
    public required string Arch { get; init; }
    public required string KernelVersion { get; init; }
    public string BuildTime { get; init; } = "";
}

internal sealed record PlatformName(string Name);

internal sealed record ComponentVersion(string Name, string Version, IReadOnlyDictionary<string, string> Details);
