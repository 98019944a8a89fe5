using System.Text.Json.Serialization;

namespace Gantry.Docker.Images.Shapes;

/// <summary>One line of an answer that tells how a long operation goes on.</summary>
/// <remarks>moby: jsonmessage.JSONMessage. Only what is set is written.</remarks>
internal sealed record StreamMessage
{
    [JsonPropertyName("stream")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Stream { get; init; }

    [JsonPropertyName("status")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    [JsonPropertyName("progressDetail")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StreamProgress? Progress { get; init; }

    [JsonPropertyName("id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    [JsonPropertyName("errorDetail")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StreamError? ErrorDetail { get; init; }

    /// <summary>What old clients read.</summary>
    [JsonPropertyName("error")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }
}

internal sealed record StreamProgress(
    [property: JsonPropertyName("current")] long Current,
    [property: JsonPropertyName("total")] long Total);

internal sealed record StreamError([property: JsonPropertyName("message")] string Message);
