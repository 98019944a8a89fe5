using Gantry.Linux.Cgroups;

namespace Gantry.Runtime.Cgroups;

/// <summary>Decides which groups a container gets, and finds those of one that has them.</summary>
public static class CgroupPlacement
{
    /// <summary>The groups of a new container; makes nothing yet.</summary>
    /// <param name="containerId">Names the group where no path was given.</param>
    /// <param name="cgroupsPath">As in config.json; null or empty is a group named after the container, near the caller's own.</param>
    /// <param name="hierarchies">Those of this machine where null.</param>
    /// <exception cref="CgroupException">The path is none.</exception>
    public static ContainerCgroup Place(string containerId, string? cgroupsPath, CgroupHierarchies? hierarchies = null) =>
        At(hierarchies ?? CgroupHierarchies.Current, CgroupPath.Normalize(containerId, cgroupsPath));

    /// <summary>The groups of a container that was made earlier.</summary>
    public static ContainerCgroup Reopen(CgroupLocation location)
    {
        var unified = location.Paths.TryGetValue(CgroupLocation.Unified, out var path) ? new UnifiedCgroup(path) : null;
        return unified is not null && location.Paths.Count == 1
            ? unified
            : new LegacyCgroup(LegacyGroups(location.Paths), unified, isMade: true);
    }

    internal static ContainerCgroup At(CgroupHierarchies hierarchies, string path)
    {
        if (hierarchies is { IsUnifiedOnly: true, Unified: { } only })
        {
            return new UnifiedCgroup(CgroupPath.Resolve(only, path), only.MountPoint);
        }

        var groups = new LegacyGroup[hierarchies.Legacy.Count];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = new LegacyGroup(hierarchies.Legacy[i].Controllers, CgroupPath.Resolve(hierarchies.Legacy[i], path));
        }

        var twin = hierarchies.Unified is { } unified ? new UnifiedCgroup(CgroupPath.Resolve(unified, path), unified.MountPoint) : null;
        return new LegacyCgroup(groups, twin, isMade: false);
    }

    // Controllers mounted together share one directory.
    private static LegacyGroup[] LegacyGroups(IReadOnlyDictionary<string, string> paths)
    {
        var controllersByPath = new Dictionary<string, List<string>>();
        foreach (var (controller, path) in paths)
        {
            if (controller != CgroupLocation.Unified)
            {
                (controllersByPath.TryGetValue(path, out var known) ? known : controllersByPath[path] = []).Add(controller);
            }
        }

        var groups = new List<LegacyGroup>(controllersByPath.Count);
        foreach (var (path, controllers) in controllersByPath)
        {
            groups.Add(new LegacyGroup(controllers, path));
        }

        return [.. groups];
    }
}
