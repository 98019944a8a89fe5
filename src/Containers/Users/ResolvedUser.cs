namespace Gantry.Containers.Users;

/// <summary>Whom a container's program runs as.</summary>
public sealed record ResolvedUser
{
    public required uint Uid { get; init; }
    public required uint Gid { get; init; }

    /// <summary>The primary group and the supplementary ones.</summary>
    public required IReadOnlyList<uint> Groups { get; init; }

    /// <summary>From the passwd file; null where the user has no entry.</summary>
    public string? Name { get; init; }

    /// <summary>From the passwd file; null where the user has no entry.</summary>
    public string? Home { get; init; }
}
