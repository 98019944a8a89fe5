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
    public StreamProgress? ProgressDetail { get; init; }

    /// <summary>The same drawn as a bar.</summary>
    [JsonPropertyName("progress")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Progress { get; init; }

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

    /// <summary>For programs: what came of it.</summary>
    [JsonPropertyName("aux")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PushResult? Aux { get; init; }

    public static StreamMessage OfError(string message) => new() { ErrorDetail = new(message), Error = message };
}

/// <summary>How far something is; nothing is written where nothing is known.</summary>
internal sealed record StreamProgress(
    [property: JsonPropertyName("current"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Current,
    [property: JsonPropertyName("total"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Total)
{
    public static StreamProgress Unknown { get; } = new(0, 0);
}

internal sealed record PushResult(string Tag, string Digest, long Size);

internal sealed record StreamError([property: JsonPropertyName("message")] string Message);
