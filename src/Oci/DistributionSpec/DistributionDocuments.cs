using System.Text.Json.Serialization;

namespace Gantry.Oci.DistributionSpec;

/// <summary>The tags of a repository, or a page of them.</summary>
/// <remarks>distribution-spec "Listing Tags"</remarks>
public sealed record TagList
{
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("tags")]
    public IReadOnlyList<string>? Tags { get; init; }
}

/// <summary>What a registry answers when it refuses.</summary>
/// <remarks>distribution-spec "Error Codes"</remarks>
public sealed record ErrorList
{
    [JsonPropertyName("errors")]
    public IReadOnlyList<ErrorEntry>? Errors { get; init; }

    /// <summary>What token services and proxies answer instead.</summary>
    [JsonPropertyName("details")]
    public string? Details { get; init; }

    [JsonPropertyName("message")]
    public string? Message { get; init; }
}

/// <summary>One reason.</summary>
public sealed record ErrorEntry
{
    /// <summary>Such as <c>MANIFEST_UNKNOWN</c>.</summary>
    [JsonPropertyName("code")]
    public string? Code { get; init; }

    [JsonPropertyName("message")]
    public string? Message { get; init; }
}

/// <summary>What a token service gives.</summary>
/// <remarks>Docker's "Token Authentication Specification", and its OAuth2 form.</remarks>
public sealed record TokenAnswer
{
    [JsonPropertyName("token")]
    public string? Token { get; init; }

    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    /// <summary>Stands for the password from now on, where one was asked for.</summary>
    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; init; }

    /// <summary>Seconds; null means 60.</summary>
    [JsonPropertyName("expires_in")]
    public double? ExpiresIn { get; init; }
}

/// <summary>What Docker's index answers to a search.</summary>
public sealed record SearchAnswer
{
    [JsonPropertyName("results")]
    public IReadOnlyList<SearchEntry>? Results { get; init; }
}

/// <summary>One repository that was found.</summary>
public sealed record SearchEntry
{
    [JsonPropertyName("star_count")]
    public int StarCount { get; init; }

    [JsonPropertyName("is_official")]
    public bool IsOfficial { get; init; }

    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("is_automated")]
    public bool IsAutomated { get; init; }

    [JsonPropertyName("description")]
    public string? Description { get; init; }
}

/// <summary>Reads and writes these documents without reflection.</summary>
[JsonSerializable(typeof(TagList))]
[JsonSerializable(typeof(ErrorList))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(SearchAnswer))]
public sealed partial class DistributionJson : JsonSerializerContext;
