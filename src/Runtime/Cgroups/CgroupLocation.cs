namespace Gantry.Runtime.Cgroups;

/// <summary>Where a container's groups are: what the state file keeps, so that later commands find them from any other group.</summary>
public sealed record CgroupLocation
{
    /// <summary>Absolute directories by controller; the group of cgroup v2 has the empty name.</summary>
    public required IReadOnlyDictionary<string, string> Paths { get; init; }

    /// <summary>The systemd unit that owns the groups; null where we made them ourselves.</summary>
    public string? Unit { get; init; }
}
