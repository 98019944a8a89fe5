using Gantry.Linux.Cgroups;

namespace Gantry.Linux.Tests.Cgroups;

/// <summary>The hierarchies a test needs; one that this machine lacks skips it.</summary>
internal static class Hierarchies
{
    public static CgroupHierarchy Unified => CgroupHierarchies.Current.Unified ?? Missing("no cgroup v2 tree is mounted");

    public static CgroupHierarchy Legacy(string controller) =>
        CgroupHierarchies.Current.Find(controller) ?? Missing($"no cgroup v1 controller {controller} is mounted");

    private static CgroupHierarchy Missing(string reason)
    {
        Assert.Skip(reason);
        throw new InvalidOperationException(reason);
    }
}
