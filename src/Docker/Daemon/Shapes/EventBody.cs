using System.Text.Json.Serialization;

namespace Gantry.Docker.Daemon.Shapes;

/// <summary>One event. The lower-case fields are what old clients read.</summary>
internal sealed record EventBody
{
    [JsonPropertyName("status")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    [JsonPropertyName("id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    [JsonPropertyName("from")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    public required string Type { get; init; }
    public required string Action { get; init; }
    public required EventActor Actor { get; init; }

    [JsonPropertyName("scope")]
    public string Scope { get; init; } = "local";

    /// <summary>Seconds since 1970.</summary>
    [JsonPropertyName("time")]
    public required long Time { get; init; }

    [JsonPropertyName("timeNano")]
    public required long TimeNano { get; init; }
}

internal sealed record EventActor([property: JsonPropertyName("ID")] string Id, IReadOnlyDictionary<string, string> Attributes);
