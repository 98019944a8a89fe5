using System.Text.Json.Serialization;

namespace Gantry.Containers.Volumes;

/// <summary>Everything known about a volume, as it is kept beside its content.</summary>
public sealed record VolumeRecord
{
    /// <summary>The label of volumes that were given no name.</summary>
    public const string AnonymousLabel = "com.docker.volume.anonymous";

    public required string Name { get; init; }
    public required DateTimeOffset Created { get; init; }

    /// <summary>Null where none were given.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>What is mounted in its place: <c>type</c>, <c>o</c> and <c>device</c> as of mount(8). Null is a folder of ours.</summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }

    [JsonIgnore]
    public bool IsAnonymous => Labels?.ContainsKey(AnonymousLabel) == true;
}

/// <summary>Reads and writes volume records without reflection. A name, once written to disk, keeps its meaning.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VolumeRecord))]
internal sealed partial class VolumeJson : JsonSerializerContext;
