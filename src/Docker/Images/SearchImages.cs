using Gantry.Containers;
using Gantry.Containers.Registries;
using Gantry.Docker.Images.Shapes;
using Gantry.Docker.Json;
using Gantry.Docker.Routing;

namespace Gantry.Docker.Images;

/// <summary><c>GET /images/search?term=WORD&amp;limit=N&amp;filters=JSON</c>: asks Docker Hub's index, or that of the registry the word begins with.</summary>
internal static class SearchImages
{
    private const int DefaultLimit = 25;
    private const int MaxLimit = 100;

    private static readonly Uri Hub = new("https://index.docker.io/");

    public static async Task HandleAsync(Exchange exchange)
    {
        var engine = exchange.Engine.Containers;
        var filters = Filters.Parse(exchange, "is-automated", "is-official", "stars");
        var limit = exchange.Number("limit") ?? DefaultLimit;
        if (limit is < 1 or > MaxLimit)
        {
            throw new InvalidException($"limit {limit} is outside the range of [1, {MaxLimit}]");
        }

        var term = exchange.Query("term") ?? "";
        var (index, words) = IndexOf(term, engine.Registries.Options);
        var found = await engine.Registries.SearchAsync(index, words, (int)limit, Credentials.Of(exchange), exchange.CancellationToken);
        IReadOnlyList<SearchItem> items =
        [
            .. found.Where(entry => filters.Fits("is-official", wanted => IsTrue(wanted) == entry.IsOfficial)
                && filters.Fits("is-automated", wanted => IsTrue(wanted) == entry.IsAutomated)
                && filters.Fits("stars", wanted => int.TryParse(wanted, out var stars) && entry.StarCount >= stars))
                .Select(entry => new SearchItem
                {
                    StarCount = entry.StarCount, IsOfficial = entry.IsOfficial, Name = entry.Name ?? "", IsAutomated = entry.IsAutomated, Description = entry.Description ?? "",
                }),
        ];
        await exchange.WriteJsonAsync(items, DockerJson.Relaxed.IReadOnlyListSearchItem);
    }

    private static (Uri Index, string Words) IndexOf(string term, RegistryOptions options)
    {
        if (term.Contains("://", StringComparison.Ordinal))
        {
            throw new InvalidException($"invalid repository name: repository name ({term}) should not have a scheme");
        }

        var slash = term.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : term[..slash];
        if (first != "localhost" && !first.AsSpan().ContainsAny('.', ':'))
        {
            return (Hub, term.StartsWith("library/", StringComparison.Ordinal) ? term["library/".Length..] : term);
        }

        var endpoints = RegistryEndpoint.Of(first, options, forPulling: false);
        return (endpoints[^1].Base, term[(slash + 1)..]);
    }

    private static bool IsTrue(string text) => text is "1" or "true" or "True" or "TRUE" or "t" or "T";
}
