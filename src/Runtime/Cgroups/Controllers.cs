namespace Gantry.Runtime.Cgroups;

/// <summary>Every controller that Gantry sets, in the order in which they are set. A new one is a class and a line here.</summary>
public static class Controllers
{
    /// <summary>Of cgroup v1. A controller beside these is joined, and nothing set.</summary>
    public static readonly IController[] V1 =
    [
        new V1.Cpuset(),
        new V1.Devices(),
        new V1.Memory(),
        new V1.Cpu(),
        new Pids(),
        new V1.BlockIo(),
        new V1.Hugetlb(),
        new NetworkClass(),
        new NetworkPriority(),
        new Rdma(),
    ];

    /// <summary>Of cgroup v2.</summary>
    public static readonly IController[] V2 =
    [
        new V2.Cpuset(),
        new V2.Devices(),
        new V2.Memory(),
        new V2.Cpu(),
        new Pids(),
        new V2.BlockIo(),
        new V2.Hugetlb(),
        new Rdma(),

        // No v2 kernel has these two; standing here, they are refused by name.
        new NetworkClass(),
        new NetworkPriority(),
    ];
}
