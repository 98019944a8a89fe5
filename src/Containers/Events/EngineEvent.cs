namespace Gantry.Containers.Events;

/// <summary>Something that happened to a container, an image, a network or a volume.</summary>
public sealed record EngineEvent
{
    /// <summary>container, image, network, volume or daemon.</summary>
    public required string Type { get; init; }

    /// <summary>Such as create, start, die, destroy.</summary>
    public required string Action { get; init; }

    /// <summary>The id of what it happened to.</summary>
    public required string Actor { get; init; }

    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
    public required DateTimeOffset Time { get; init; }
}
