namespace Gantry.Containers.Images;

/// <summary>What happened to an image on request.</summary>
public sealed record RemoveImageOptions
{
    /// <summary>Overrule stopped containers and several references.</summary>
    public bool Force { get; init; }

    /// <summary>Remove parents that have no name and no other child too.</summary>
    public bool PruneParents { get; init; } = true;
}

/// <summary>One step of a removal: exactly one of the two is set.</summary>
/// <param name="Untagged">The familiar reference that no longer exists.</param>
/// <param name="Deleted">The image or layer that no longer exists.</param>
public sealed record ImageRemoval(string? Untagged, Oci.Digest? Deleted)
{
    /// <summary>Content of a deleted layer; 0 for everything else.</summary>
    public long Bytes { get; init; }
}
