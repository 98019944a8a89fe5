using Gantry.Containers;

namespace Gantry.Docker;

/// <summary>What the endpoints stand on.</summary>
internal sealed record Engine(ContainerEngine Containers, DoorOptions Options)
{
    /// <summary>The name of this door in a container's record: only what was made through it is seen through it.</summary>
    public const string Door = "docker";
}

/// <summary>What the door tells about the program that opens it.</summary>
public sealed record DoorOptions
{
    /// <summary>Gantry's version.</summary>
    public required string Version { get; init; }
}
