namespace Gantry.Docker.Containers.Shapes;

/// <summary>What this door remembers of a container: how it was asked for, with the defaults filled in.</summary>
internal sealed record ContainerDocument
{
    public required Config Config { get; init; }
    public required HostConfig HostConfig { get; init; }
    public NetworkingConfig? NetworkingConfig { get; init; }
}
