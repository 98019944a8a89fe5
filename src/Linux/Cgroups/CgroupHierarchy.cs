namespace Gantry.Linux.Cgroups;

/// <summary>One mounted tree of control groups, and where this process is in it.</summary>
public sealed record CgroupHierarchy
{
    /// <summary>The v1 controllers mounted together here, a named one as <c>name=systemd</c>; empty for the v2 tree.</summary>
    public required IReadOnlyList<string> Controllers { get; init; }

    public required string MountPoint { get; init; }

    /// <summary>The group that is visible at <see cref="MountPoint"/>: not the top one inside a container without a cgroup namespace.</summary>
    public string MountRoot { get; init; } = "/";

    /// <summary>The group of this process, from the top of the hierarchy.</summary>
    public string OwnGroup { get; init; } = "/";

    public bool IsUnified => Controllers.Count == 0;

    /// <summary>The directory of this process's own group.</summary>
    public string OwnDirectory => DirectoryOf(OwnGroup);

    /// <summary>The directory of a group, given from the mount's top.</summary>
    public string Below(string group)
    {
        var relative = group.Trim('/');
        return relative.Length == 0 ? MountPoint : $"{MountPoint}/{relative}";
    }

    /// <summary>The directory of a group, given from the top of the hierarchy as <c>/proc</c> does.</summary>
    public string DirectoryOf(string group)
    {
        if (MountRoot == "/")
        {
            return Below(group);
        }

        // Outside of what is mounted here, the mount's top is the nearest group that can be named.
        return group == MountRoot || group.StartsWith(MountRoot + "/", StringComparison.Ordinal)
            ? Below(group[MountRoot.Length..])
            : MountPoint;
    }
}
