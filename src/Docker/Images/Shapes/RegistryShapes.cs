using System.Text.Json.Serialization;
using Gantry.Oci;

namespace Gantry.Docker.Images.Shapes;

/// <summary>What a registry has under a name.</summary>
internal sealed record DistributionBody(DistributionDescriptor Descriptor, IReadOnlyList<DistributionPlatform> Platforms);

internal sealed record DistributionPlatform
{
    [JsonPropertyName("architecture")]
    public required string Architecture { get; init; }

    [JsonPropertyName("os")]
    public required string Os { get; init; }

    [JsonPropertyName("os.version")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OsVersion { get; init; }

    [JsonPropertyName("os.features")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? OsFeatures { get; init; }

    [JsonPropertyName("variant")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; init; }

    public static DistributionPlatform Of(Platform platform) => new()
    {
        Architecture = platform.Architecture, Os = platform.Os, OsVersion = platform.OsVersion, OsFeatures = platform.OsFeatures, Variant = platform.Variant,
    };
}

internal sealed record DistributionDescriptor(
    [property: JsonPropertyName("mediaType")] string MediaType,
    [property: JsonPropertyName("digest")] string Digest,
    [property: JsonPropertyName("size")] long Size);

/// <summary>Who somebody says to be to a registry, as clients send it in <c>X-Registry-Auth</c> and to <c>/auth</c>.</summary>
internal sealed record AuthConfig
{
    [JsonPropertyName("username")]
    public string? Username { get; init; }

    [JsonPropertyName("password")]
    public string? Password { get; init; }

    /// <summary>User and password joined by a colon, in base64.</summary>
    [JsonPropertyName("auth")]
    public string? Auth { get; init; }

    [JsonPropertyName("serveraddress")]
    public string? ServerAddress { get; init; }

    [JsonPropertyName("identitytoken")]
    public string? IdentityToken { get; init; }

    [JsonPropertyName("registrytoken")]
    public string? RegistryToken { get; init; }
}

internal sealed record LoginBody(string Status, string IdentityToken);

internal sealed record SearchItem
{
    [JsonPropertyName("star_count")]
    public required int StarCount { get; init; }

    [JsonPropertyName("is_official")]
    public required bool IsOfficial { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("is_automated")]
    public required bool IsAutomated { get; init; }

    [JsonPropertyName("description")]
    public required string Description { get; init; }
}
