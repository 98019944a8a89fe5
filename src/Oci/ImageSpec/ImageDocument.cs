using System.Text.Json.Serialization;

namespace Gantry.Oci.ImageSpec;

/// <summary>The configuration blob of an image: its platform, its layers, how it came about, and how to run it.</summary>
/// <remarks>image-spec config.md; <c>docker_version</c> and <c>comment</c> are Docker's.</remarks>
public sealed record ImageDocument
{
    [JsonPropertyName("architecture")]
    public string Architecture { get; init; } = "";

    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    [JsonPropertyName("os")]
    public string Os { get; init; } = "";

    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    [JsonPropertyName("os.features")]
    public IReadOnlyList<string>? OsFeatures { get; init; }

    [JsonPropertyName("created")]
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? Created { get; init; }

    [JsonPropertyName("author")]
    public string? Author { get; init; }

    [JsonPropertyName("comment")]
    public string? Comment { get; init; }

    [JsonPropertyName("docker_version")]
    public string? DockerVersion { get; init; }

    [JsonPropertyName("config")]
    public ImageConfig? Config { get; init; }

    [JsonPropertyName("rootfs")]
    public ImageRootFs RootFs { get; init; } = new();

    [JsonPropertyName("history")]
    public IReadOnlyList<ImageHistory>? History { get; init; }

    [JsonIgnore]
    public Platform Platform => new()
    {
        Architecture = Architecture,
        Variant = Variant,
        Os = Os,
        OsVersion = OsVersion,
        OsFeatures = OsFeatures,
    };
}

/// <summary>The uncompressed layers, the lowest first.</summary>
public sealed record ImageRootFs
{
    [JsonPropertyName("type")]
    public string Type { get; init; } = "layers";

    [JsonPropertyName("diff_ids")]
    public IReadOnlyList<Digest> DiffIds { get; init; } = [];
}

/// <summary>One step by which an image came about, the oldest first.</summary>
public sealed record ImageHistory
{
    [JsonPropertyName("created")]
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? Created { get; init; }

    [JsonPropertyName("created_by")]
    public string? CreatedBy { get; init; }

    [JsonPropertyName("author")]
    public string? Author { get; init; }

    [JsonPropertyName("comment")]
    public string? Comment { get; init; }

    /// <summary>The step changed the configuration only: no layer belongs to it.</summary>
    [JsonPropertyName("empty_layer")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool EmptyLayer { get; init; }
}
