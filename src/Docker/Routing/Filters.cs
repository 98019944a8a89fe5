using System.Text.Json;
using Gantry.Containers;

namespace Gantry.Docker.Routing;

/// <summary>The <c>filters</c> parameter: for each key the values of which one must fit.</summary>
internal sealed class Filters
{
    private readonly Dictionary<string, HashSet<string>> _values = [];

    /// <summary>Reads the parameter, in the present form and that of old clients: <c>{"key":{"value":true}}</c> or <c>{"key":["value"]}</c>.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="known">The keys that the endpoint knows.</param>
    /// <exception cref="InvalidException">It is malformed, or has another key.</exception>
    public static Filters Parse(Exchange exchange, params IEnumerable<string> known)
    {
        var filters = new Filters();
        if (exchange.Query("filters") is not { Length: > 0 } text)
        {
            return filters;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                filters._values[member.Name] = member.Value.ValueKind switch
                {
                    JsonValueKind.Object => [.. member.Value.EnumerateObject().Where(value => value.Value.ValueKind == JsonValueKind.True).Select(value => value.Name)],
                    JsonValueKind.Array => [.. member.Value.EnumerateArray().Select(value => value.GetString() ?? "")],
                    _ => throw new InvalidException("invalid filter"),
                };
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidException("invalid filter", e);
        }

        return filters._values.Keys.Except(known).FirstOrDefault() is { } unknown
            ? throw new InvalidException($"invalid filter '{unknown}'")
            : filters;
    }

    public bool Has(string key) => _values.ContainsKey(key);

    public IReadOnlyCollection<string> Of(string key) => _values.GetValueOrDefault(key, []);

    /// <summary>Whether one of the key's values fits, or it has none.</summary>
    public bool Fits(string key, Func<string, bool> fits) => !_values.TryGetValue(key, out var values) || values.Any(fits);

    /// <summary>Whether all of the key's <c>name</c> or <c>name=value</c> are among the labels.</summary>
    public bool FitsLabels(string key, IReadOnlyDictionary<string, string> labels) => Of(key).All(wanted =>
    {
        var parts = wanted.Split('=', 2);
        return labels.TryGetValue(parts[0], out var value) && (parts.Length == 1 || value == parts[1]);
    });

    /// <summary>Whether one of the key's <c>name</c> or <c>name=value</c> is among the labels.</summary>
    public bool ForbidsLabels(string key, IReadOnlyDictionary<string, string> labels) => Of(key).Any(unwanted =>
    {
        var parts = unwanted.Split('=', 2);
        return labels.TryGetValue(parts[0], out var value) && (parts.Length == 1 || value == parts[1]);
    });

    /// <summary>A key whose only value is a truth.</summary>
    /// <exception cref="InvalidException">It is none.</exception>
    public bool? Flag(string key) => Of(key) switch
    {
        { Count: 0 } => null,
        var values => values.First().ToLowerInvariant() switch
        {
            "1" or "true" => true,
            "0" or "false" => false,
            _ => throw new InvalidException($"invalid filter '{key}=[{string.Join(' ', values)}]'"),
        },
    };
}
