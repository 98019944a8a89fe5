namespace Gantry.Runtime.Cgroups;

/// <summary>Groups below a container's own that a further program is put into: runc's <c>exec --cgroup [CONTROLLER[,CONTROLLER]:]PATH</c>.</summary>
internal static class SubCgroups
{
    /// <summary>The container's groups, with those that were named in place of those above them.</summary>
    /// <param name="groups">The container's.</param>
    /// <param name="arguments">As they were given; none leaves the groups as they are.</param>
    /// <exception cref="CgroupException">An argument is wrong. That a group is not there shows when it is entered.</exception>
    public static CgroupLocation In(CgroupLocation groups, IReadOnlyList<string> arguments)
    {
        var paths = new Dictionary<string, string>(groups.Paths);
        var seen = new HashSet<string>();
        foreach (var argument in arguments)
        {
            var parts = argument.Split(':');
            if (parts.Length > 2 || (parts.Length == 1 && arguments.Count > 1))
            {
                throw new CgroupException($"invalid --cgroup argument: {argument}{(parts.Length == 1 ? " (missing <controller>: prefix)" : "")}");
            }

            foreach (var controller in parts.Length == 1 ? AllOf(groups, parts[0]) : parts[0].Split(','))
            {
                if (!seen.Add(controller))
                {
                    throw new CgroupException($"invalid --cgroup argument(s): controller {controller} specified multiple times");
                }

                Descend(groups, paths, controller, parts[^1]);
            }
        }

        return groups with { Paths = paths };
    }

    /// <summary>Every hierarchy; beside v1 groups the v2 tree, which has no controllers then, only where the group is there.</summary>
    private static IEnumerable<string> AllOf(CgroupLocation groups, string path) =>
        groups.Paths.Keys.Where(name => name != CgroupLocation.Unified || groups.Paths.Count == 1 || Directory.Exists(Below(groups.Paths[name], path)));

    private static void Descend(CgroupLocation groups, Dictionary<string, string> paths, string controller, string path)
    {
        if (!groups.Paths.TryGetValue(controller, out var upper))
        {
            throw new CgroupException($"unknown controller {controller} in --cgroup argument");
        }

        // Controllers that are mounted together have one group.
        foreach (var (name, group) in groups.Paths)
        {
            if (group == upper)
            {
                paths[name] = Below(upper, path);
            }
        }
    }

    private static string Below(string upper, string path)
    {
        var full = Path.GetFullPath(Path.Join(upper, path));
        return full == upper || full.StartsWith($"{upper}/", StringComparison.Ordinal)
            ? full
            : throw new CgroupException($"{path} is not a sub cgroup path");
    }
}
