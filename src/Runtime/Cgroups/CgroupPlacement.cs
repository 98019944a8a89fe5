using Gantry.Linux.Cgroups;
using Gantry.Runtime.Cgroups.Systemd;

namespace Gantry.Runtime.Cgroups;

/// <summary>Decides which groups a container gets, and finds those of one that has them.</summary>
public static class CgroupPlacement
{
    /// <summary>The groups of a new container; makes nothing yet.</summary>
    /// <param name="containerId">Names the group where no path was given.</param>
    /// <param name="cgroupsPath">As in config.json; null or empty is a group named after the container.</param>
    /// <param name="driver">Who makes the groups.</param>
    /// <param name="hierarchies">Those of this machine where null.</param>
    /// <exception cref="CgroupException">The path is none.</exception>
    public static ContainerCgroup Place(string containerId, string? cgroupsPath, CgroupDriver driver, CgroupHierarchies? hierarchies = null)
    {
        hierarchies ??= CgroupHierarchies.Current;
        if (driver == CgroupDriver.Cgroupfs)
        {
            var path = CgroupPath.Normalize(containerId, cgroupsPath);
            return At(hierarchies, hierarchy => CgroupPath.Resolve(hierarchy, path));
        }

        var name = UnitName.Parse(containerId, cgroupsPath);
        return new SystemdCgroup(At(hierarchies, hierarchy => CgroupPath.OfUnit(hierarchy, name)), name);
    }

    /// <summary>The groups of a container that was made earlier.</summary>
    public static ContainerCgroup Reopen(CgroupLocation location)
    {
        var unified = location.Paths.TryGetValue(CgroupLocation.Unified, out var path) ? new UnifiedCgroup(path) : null;
        ContainerCgroup groups = unified is not null && location.Paths.Count == 1
            ? unified
            : new LegacyCgroup(LegacyGroups(location.Paths), unified, isMade: true);
        return location.Unit is { } unit ? new SystemdCgroup(groups, unit) : groups;
    }

    private static ContainerCgroup At(CgroupHierarchies hierarchies, Func<CgroupHierarchy, string> pathIn)
    {
        if (hierarchies is { IsUnifiedOnly: true, Unified: { } only })
        {
            return new UnifiedCgroup(pathIn(only), only.MountPoint);
        }

        var groups = new LegacyGroup[hierarchies.Legacy.Count];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = new LegacyGroup(hierarchies.Legacy[i].Controllers, pathIn(hierarchies.Legacy[i]));
        }

        var twin = hierarchies.Unified is { } unified ? new UnifiedCgroup(pathIn(unified), unified.MountPoint) : null;
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
