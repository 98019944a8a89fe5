using Gantry.Linux.Cgroups;

namespace Gantry.Runtime.Tests.Cgroups;

/// <summary>The hierarchies that this machine can lend; one that it lacks skips the test.</summary>
internal static class TestHierarchies
{
    public static CgroupHierarchies Legacy => CgroupHierarchies.Current.Legacy.Count > 0
        ? CgroupHierarchies.Current.With(legacy: true, unified: false)
        : Missing<CgroupHierarchies>("no cgroup v1 controller is mounted");

    public static CgroupHierarchies Hybrid => CgroupHierarchies.Current is { Legacy.Count: > 0, Unified: not null } both
        ? both
        : Missing<CgroupHierarchies>("this machine is not hybrid");

    public static CgroupHierarchy Unified => CgroupHierarchies.Current.Unified ?? Missing<CgroupHierarchy>("no cgroup v2 tree is mounted");

    public static CgroupHierarchies UnifiedBelow(string path) =>
        CgroupHierarchies.Parse($"1 1 0:1 / {path} rw - cgroup2 cgroup2 rw", "0::/\n");

    private static T Missing<T>(string reason)
    {
        Assert.Skip(reason);
        throw new InvalidOperationException(reason);
    }
}
