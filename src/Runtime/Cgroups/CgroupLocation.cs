namespace Gantry.Runtime.Cgroups;

/// <summary>Where a container's groups are: what the state file keeps, so that later commands find them from any other group.</summary>
public sealed record CgroupLocation
{
    /// <summary>The name under which <see cref="Paths"/> has the group of cgroup v2.</summary>
    public const string Unified = "";

    /// <summary>Absolute directories by v1 controller; the group of cgroup v2 has the name <see cref="Unified"/>.</summary>
    public required IReadOnlyDictionary<string, string> Paths { get; init; }

    /// <summary>The systemd unit that owns the groups; null where we made them ourselves.</summary>
    public string? Unit { get; init; }
}
