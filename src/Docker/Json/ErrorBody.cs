using System.Text.Json.Serialization;

namespace Gantry.Docker.Json;

/// <summary>What a request that failed is answered with.</summary>
internal sealed record ErrorBody([property: JsonPropertyName("message")] string Message);
