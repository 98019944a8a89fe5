namespace Gantry.Docker.Containers.Shapes;

/// <summary>The body of a create.</summary>
internal sealed record CreateRequest : Config
{
    public HostConfig? HostConfig { get; init; }
    public NetworkingConfig? NetworkingConfig { get; init; }
}

internal sealed record NetworkingConfig
{
    public IReadOnlyDictionary<string, EndpointSettings?>? EndpointsConfig { get; init; }
}

internal sealed record CreateResponse(string Id, IReadOnlyList<string> Warnings);
