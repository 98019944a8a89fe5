using System.Diagnostics.CodeAnalysis;

namespace Gantry.Docker.Routing;

/// <summary>Finds the route of a request.</summary>
internal sealed class RouteTable
{
    // By method and first segment, so that a request is compared with a handful of patterns.
    private readonly Dictionary<(string Method, string Segment), List<Route>> _routes = [];

    public RouteTable(IEnumerable<Route> routes)
    {
        foreach (var route in routes)
        {
            var key = (route.Method, FirstSegment(route.Path));
            if (!_routes.TryGetValue(key, out var list))
            {
                _routes[key] = list = [];
            }

            list.Add(route);
        }
    }

    /// <param name="method">The request's.</param>
    /// <param name="path">Without a version in front.</param>
    /// <param name="route">The first in the list's order that fits.</param>
    /// <param name="values">What the path says for the names in the route's.</param>
    public bool TryFind(
        string method, string path, [NotNullWhen(true)] out Route? route, [NotNullWhen(true)] out IReadOnlyDictionary<string, string>? values)
    {
        if (_routes.TryGetValue((method, FirstSegment(path)), out var candidates))
        {
            foreach (var candidate in candidates)
            {
                if (candidate.Pattern.TryMatch(path, out values))
                {
                    route = candidate;
                    return true;
                }
            }
        }

        (route, values) = (null, null);
        return method == "HEAD" && TryFind("GET", path, out route, out values);
    }

    /// <summary>Whether a request may take its connection over; a path with a version in front will do.</summary>
    public bool MayTakeOver(string method, string path) =>
        TryFind(method, VersionedPath.Split(path).Path, out var route, out _) && route.TakesOver;

    private static string FirstSegment(string path)
    {
        var end = path.IndexOf('/', Math.Min(1, path.Length));
        return end < 0 ? path : path[..end];
    }
}
