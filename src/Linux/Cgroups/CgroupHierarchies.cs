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
        var memberships = CgroupMembership.Parse(ownGroups);
        var legacy = new List<CgroupHierarchy>();
        CgroupHierarchy? unified = null;
        foreach (var line in mountInfo.AsSpan().EnumerateLines())
        {
            // Most lines of a machine with many containers are of other file systems: do not split those.
            if (line.IndexOf(" - cgroup") < 0 || CgroupMount.Parse(line) is not { } mount
                || memberships.Find(each => IsOf(each, mount)) is not { } membership)
            {
                continue;
            }

            // The first mount of a hierarchy counts: later ones are bind mounts, such as those of containers.
            if (mount.IsUnified)
            {
                unified ??= Describe(mount, membership);
            }
            else if (!legacy.Exists(known => known.Controllers[0] == FirstOf(membership)))
            {
                legacy.Add(Describe(mount, membership));
            }
        }

        return new CgroupHierarchies(legacy, unified);
    }

    /// <summary>The same without the v2 tree, or with nothing else: for what must not use both.</summary>
    public CgroupHierarchies With(bool legacy, bool unified) => new(legacy ? Legacy : [], unified ? Unified : null);

    private static CgroupHierarchies Detect()
    {
        var hierarchies = Parse(KernelText.ReadFile("/proc/self/mountinfo"), KernelText.ReadFile("/proc/self/cgroup"));
        return hierarchies.Legacy.Count > 0 || hierarchies.Unified is not null
            ? hierarchies
            : throw new LinuxException("mountinfo", Errno.ENOENT, "no control group file system is mounted (mount cgroup2 at /sys/fs/cgroup)");
    }

    private static CgroupHierarchy Describe(CgroupMount mount, CgroupMembership membership) => new()
    {
        Controllers = mount.IsUnified ? [] : membership.Controllers.Split(','),
        MountPoint = mount.MountPoint,
        MountRoot = mount.Root,
        OwnGroup = membership.Group,
    };

    // A mount's options mix controllers with flags such as xattr; the process's own list tells them apart.
    private static bool IsOf(CgroupMembership membership, CgroupMount mount) =>
        mount.IsUnified ? membership.Controllers.Length == 0 : membership.Controllers.Length > 0 && mount.HasOption(FirstOf(membership));

    private static string FirstOf(CgroupMembership membership) => membership.Controllers.Split(',')[0];
}
