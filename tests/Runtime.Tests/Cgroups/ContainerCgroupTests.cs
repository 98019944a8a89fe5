using Gantry.Harness.Cgroups;
using Gantry.Linux.Cgroups;

namespace Gantry.Runtime.Tests.Cgroups;

/// <summary>Cgroup v1 without a v2 tree beside it.</summary>
public sealed class LegacyCgroupTests() : ContainerCgroupContract(TestHierarchies.Legacy);

/// <summary>Cgroup v1 with a v2 tree that has hardly a controller, as systemd once set up.</summary>
public sealed class HybridCgroupTests() : ContainerCgroupContract(TestHierarchies.Hybrid);

/// <summary>Cgroup v2 alone. On a machine with v1 controllers a group of our own stands for the top of the tree.</summary>
public sealed class UnifiedCgroupTests : ContainerCgroupContract
{
    private readonly TestGroup? _top;

    public UnifiedCgroupTests()
        : this(CgroupHierarchies.Current.IsUnifiedOnly ? null : TestGroup.In(TestHierarchies.Unified))
    {
    }

    private UnifiedCgroupTests(TestGroup? top)
        : base(top is null ? CgroupHierarchies.Current : TestHierarchies.UnifiedBelow(top.Group.Path)) => _top = top;

    protected override void CleanUp() => _top?.Dispose();
}
