namespace Gantry.Docker.Routing;

/// <summary>Carries out one request and writes its answer.</summary>
internal delegate Task Endpoint(Exchange exchange);

/// <summary>One line of the list of what the Engine API offers.</summary>
/// <param name="Method">The HTTP method; a HEAD is answered by its GET unless it has a line of its own.</param>
/// <param name="Path">As <see cref="RoutePattern"/> reads it.</param>
/// <param name="Endpoint">Null for what is not there yet.</param>
internal sealed record Route(string Method, string Path, Endpoint? Endpoint)
{
    /// <summary>What is missing: all of it where there is no endpoint, else the part that the sentence names; null for a route that is whole.</summary>
    public string? Missing { get; init; }

    /// <summary>The endpoint speaks over the raw connection after it has read its request.</summary>
    public bool TakesOver { get; init; }

    public RoutePattern Pattern { get; } = new(Path);
}
