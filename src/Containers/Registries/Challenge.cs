using System.Net.Http.Headers;

namespace Gantry.Containers.Registries;

/// <summary>How a server wants to be shown who asks.</summary>
/// <remarks>RFC 9110 section 11; RFC 6750 section 3 for the reasons it may give.</remarks>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public bool IsBearer => Scheme.Equals("bearer", StringComparison.OrdinalIgnoreCase);

    public bool IsBasic => Scheme.Equals("basic", StringComparison.OrdinalIgnoreCase);

    public string? this[string name] => Parameters.GetValueOrDefault(name);

    public static IEnumerable<Challenge> Of(HttpResponseMessage response) => response.Headers.WwwAuthenticate.Select(Read);

    private static Challenge Read(AuthenticationHeaderValue header)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var text = header.Parameter ?? "";
        for (var at = 0; at < text.Length;)
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0)
            {
                break;
            }

            var name = text[at..equals].Trim(' ', ',', '\t');
            (var value, at) = ReadValue(text, equals + 1);
            parameters.TryAdd(name, value);
        }

        return new(header.Scheme, parameters);
    }

    private static (string Value, int End) ReadValue(string text, int at)
    {
        if (at >= text.Length || text[at] != '"')
        {
            var comma = text.IndexOf(',', at);
            var end = comma < 0 ? text.Length : comma;
            return (text[at..end].Trim(), end + 1);
        }

        var value = new System.Text.StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            at += text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
            value.Append(text[at]);
        }

        return (value.ToString(), at + 1);
    }
}
