using System.Text.Json;
using Gantry.Containers;
using Gantry.Docker.Routing;
using Gantry.Oci;

namespace Gantry.Docker.Images;

/// <summary>The <c>platform</c> parameter: a JSON document since 1.48, before that <c>os/architecture/variant</c>.</summary>
internal static class PlatformQuery
{
    /// <returns>Null where the client does not care.</returns>
    /// <exception cref="InvalidException">It is neither.</exception>
    public static Platform? Read(Exchange exchange)
    {
        var texts = exchange.Request.Query["platform"].OfType<string>().Where(text => text.Length > 0).ToList();
        return texts.Count switch
        {
            0 => null,
            1 => texts[0].StartsWith('{') ? Parse(texts[0]) : Split(texts[0]),
            _ => throw new InvalidException("multiple platform parameters are not supported"),
        };
    }

    private static Platform Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return new() { Os = Text(root, "os") ?? "", Architecture = Text(root, "architecture") ?? "", Variant = Text(root, "variant") };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidException($"failed to parse platform: {e.Message}", e);
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;

    private static Platform Split(string text) => text.Split('/') is { Length: 2 or 3 } parts
        ? new() { Os = parts[0], Architecture = parts[1], Variant = parts.Length == 3 ? parts[2] : null }
        : throw new InvalidException($"\"{text}\": invalid platform: must be os/architecture or os/architecture/variant");
}
