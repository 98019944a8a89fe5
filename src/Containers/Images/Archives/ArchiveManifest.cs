using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Containers.Images.Archives;

/// <summary>One image in the <c>manifest.json</c> of a docker archive.</summary>
internal sealed record ArchiveItem
{
    /// <summary>The configuration's name in the archive.</summary>
    public string Config { get; init; } = "";

    /// <summary>Null for an image saved by its id.</summary>
    public IReadOnlyList<string>? RepoTags { get; init; }

    /// <summary>The layers' names in the archive, the lowest first.</summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>What the layers are, by their diff ids.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, ArchiveLayerSource>? LayerSources { get; init; }
}

internal sealed record ArchiveLayerSource
{
    [JsonPropertyName("mediaType")]
    public string MediaType { get; init; } = "";

    [JsonPropertyName("size")]
    public long Size { get; init; }

    [JsonPropertyName("digest")]
    public string Digest { get; init; } = "";
}

[JsonSerializable(typeof(IReadOnlyList<ArchiveItem>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>))]
internal sealed partial class ArchiveJson : JsonSerializerContext
{
    internal const string ManifestName = "manifest.json";
    internal const string RepositoriesName = "repositories";

    internal static ArchiveJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNameCaseInsensitive = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
