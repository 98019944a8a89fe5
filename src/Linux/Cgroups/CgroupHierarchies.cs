namespace Gantry.Linux.Cgroups;

/// <summary>The control group trees that this process can reach: v1 controllers, the v2 tree, or both (hybrid).</summary>
/// <remarks>cgroups(7), proc_pid_mountinfo(5)</remarks>
public sealed class CgroupHierarchies
{
    private static readonly Lazy<CgroupHierarchies> Detected = new(Detect);

    private CgroupHierarchies(IReadOnlyList<CgroupHierarchy> legacy, CgroupHierarchy? unified)
    {
        Legacy = legacy;
        Unified = unified;
    }

    /// <summary>What this machine has, looked at once.</summary>
    public static CgroupHierarchies Current => Detected.Value;

    /// <summary>The v1 trees.</summary>
    public IReadOnlyList<CgroupHierarchy> Legacy { get; }

    /// <summary>The v2 tree; beside v1 trees it may have few controllers or none.</summary>
    public CgroupHierarchy? Unified { get; }

    /// <summary>True where cgroup v2 alone is in use.</summary>
    public bool IsUnifiedOnly => Legacy.Count == 0 && Unified is not null;

    /// <summary>The v1 tree with this controller; null where it is not mounted so.</summary>
    public CgroupHierarchy? Find(string controller)
    {
        foreach (var hierarchy in Legacy)
        {
            foreach (var name in hierarchy.Controllers)
            {
                if (name == controller)
                {
                    return hierarchy;
                }
            }
        }

        return null;
    }

    /// <summary>Reads the two files of a process in <c>/proc</c>.</summary>
    /// <param name="mountInfo">The text of <c>mountinfo</c>.</param>
    /// <param name="ownGroups">The text of <c>cgroup</c>.</param>
    public static CgroupHierarchies Parse(string mountInfo, string ownGroups)
    {
        var legacy = new List<CgroupHierarchy>();
        CgroupHierarchy? unified = null;
        foreach (var line in mountInfo.AsSpan().EnumerateLines())
        {
            // Most lines of a machine with many containers are of other file systems: do not split those.
            if (line.IndexOf(" - cgroup") < 0 || CgroupMount.Parse(line) is not { } mount)
            {
                continue;
            }

            if (mount.IsUnified)
            {
                unified ??= Describe(mount, [], OwnGroup(ownGroups, ""));
            }
            else if (NamesOf(mount, ownGroups) is var (controllers, group) && !legacy.Exists(known => known.Controllers[0] == controllers[0]))
            {
                legacy.Add(Describe(mount, controllers, group));
            }
        }

        return new CgroupHierarchies(legacy, unified);
    }

    private static CgroupHierarchies Detect()
    {
        var hierarchies = Parse(KernelText.ReadFile("/proc/self/mountinfo"), KernelText.ReadFile("/proc/self/cgroup"));
        return hierarchies.Legacy.Count > 0 || hierarchies.Unified is not null
            ? hierarchies
            : throw new LinuxException("mountinfo", Errno.ENOENT, "no control group file system is mounted (mount cgroup2 at /sys/fs/cgroup)");
    }

    private static CgroupHierarchy Describe(CgroupMount mount, IReadOnlyList<string> controllers, string ownGroup) =>
        new() { Controllers = controllers, MountPoint = mount.MountPoint, MountRoot = mount.Root, OwnGroup = ownGroup };

    // A mount's options mix controllers with flags such as xattr; the process's own list tells them apart.
    private static (string[] Controllers, string Group)? NamesOf(CgroupMount mount, string ownGroups)
    {
        foreach (var line in ownGroups.AsSpan().EnumerateLines())
        {
            var (names, group) = SplitGroup(line);
            var first = names.IndexOf(',') is var comma and >= 0 ? names[..comma] : names;
            if (first.Length > 0 && mount.HasOption(first))
            {
                return (names.ToString().Split(','), group.ToString());
            }
        }

        return null;
    }

    private static string OwnGroup(string ownGroups, string controllers)
    {
        foreach (var line in ownGroups.AsSpan().EnumerateLines())
        {
            var (names, group) = SplitGroup(line);
            if (!line.IsEmpty && names.SequenceEqual(controllers))
            {
                return group.ToString();
            }
        }

        return "/";
    }

    // "4:memory:/some/group": the group may contain colons, the names cannot.
    private static GroupLine SplitGroup(ReadOnlySpan<char> line)
    {
        var first = line.IndexOf(':');
        if (first < 0)
        {
            return default;
        }

        var rest = line[(first + 1)..];
        var second = rest.IndexOf(':');
        return second < 0 ? default : new GroupLine(rest[..second], rest[(second + 1)..]);
    }

    private readonly ref struct GroupLine(ReadOnlySpan<char> names, ReadOnlySpan<char> group)
    {
        private readonly ReadOnlySpan<char> names = names;
        private readonly ReadOnlySpan<char> group = group;

        public void Deconstruct(out ReadOnlySpan<char> names, out ReadOnlySpan<char> group)
        {
            names = this.names;
            group = this.group;
        }
    }
}
