using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Docker.Images.Shapes;

/// <summary>One line of an image list.</summary>
internal sealed record ImageSummary
{
    public required int Containers { get; init; }
    public required long Created { get; init; }
    public required string Id { get; init; }
    public required IReadOnlyDictionary<string, string>? Labels { get; init; }
    public required string ParentId { get; init; }
    public required IReadOnlyList<string> RepoDigests { get; init; }
    public required IReadOnlyList<string> RepoTags { get; init; }
    public long SharedSize { get; init; } = -1;
    public required long Size { get; init; }

    /// <summary>Only old clients read it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; init; }
}

/// <summary>What inspect tells about an image.</summary>
internal sealed record ImageDetails
{
    public required string Id { get; init; }
    public required IReadOnlyList<string> RepoTags { get; init; }
    public required IReadOnlyList<string> RepoDigests { get; init; }
    public required string Parent { get; init; }
    public required string Comment { get; init; }
    public required string Created { get; init; }
    public string DockerVersion { get; init; } = "";
    public required string Author { get; init; }
    public required JsonElement Config { get; init; }
    public required string Architecture { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; init; }

    public required string Os { get; init; }
    public required long Size { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; init; }

    public required ImageGraphDriver GraphDriver { get; init; }

    [JsonPropertyName("RootFS")]
    public required RootFileSystem RootFs { get; init; }

    public required ImageMetadata Metadata { get; init; }
}

internal sealed record ImageGraphDriver(IReadOnlyDictionary<string, string>? Data, string Name);

internal sealed record RootFileSystem(string Type, IReadOnlyList<string> Layers);

internal sealed record ImageMetadata(string LastTagTime);

internal sealed record HistoryItem
{
    public required string Comment { get; init; }
    public required long Created { get; init; }
    public required string CreatedBy { get; init; }
    public required string Id { get; init; }
    public required long Size { get; init; }
    public required IReadOnlyList<string>? Tags { get; init; }
}

/// <summary>One step of a removal.</summary>
internal sealed record ImageDeleteItem
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Untagged { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Deleted { get; init; }
}

/// <summary>What a pruning came to.</summary>
internal sealed record ImagePruneBody(IReadOnlyList<ImageDeleteItem>? ImagesDeleted, long SpaceReclaimed);
