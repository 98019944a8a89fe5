using System.Text;
using Gantry.Docker.Routing;
using Gantry.Harness;

namespace Gantry.Docker.Tests.Routing;

/// <summary>The page that tells users what the Engine API offers is the list of routes itself.</summary>
public sealed class CompatibilityPageTests
{
    private static readonly string Page = Path.Combine(Binaries.RepositoryRoot, "docs/compatibility/engine-api.md");

    [Fact]
    public async Task The_page_tells_what_the_routes_offer()
    {
        var written = File.Exists(Page) ? await File.ReadAllTextAsync(Page) : "";
        var now = Render();
        if (written != now)
        {
            await File.WriteAllTextAsync(Page, now);
            Assert.Fail($"{Page} told of other routes. It has been written anew: commit it.");
        }
    }

    private static string Render()
    {
        var supported = Routes.All.Where(route => route is { Endpoint: not null, Missing: null }).ToList();
        var partial = Routes.All.Where(route => route is { Endpoint: not null, Missing: not null }).ToList();
        var missing = Routes.All.Where(route => route.Endpoint is null).ToList();
        var text = new StringBuilder($"""
            # The Docker Engine API

            Written by a test from `src/Docker/Routes.cs`. Versions 1.24 to 1.51. What is missing answers 501 with these words.

            {supported.Count} endpoints are supported, {partial.Count} in part, {missing.Count} not.

            | endpoint | |
            |---|---|

            """);
        foreach (var route in supported.Concat(partial).Concat(missing))
        {
            text.Append($"| `{route.Method} {route.Path}` | {Standing(route)} |\n");
        }

        return text.ToString();
    }

    private static string Standing(Route route) => (route.Endpoint, route.Missing) switch
    {
        ({ }, null) => "yes",
        ({ }, var part) => $"yes, without {part}",
        (null, var what) => $"no: {what}",
    };
}
