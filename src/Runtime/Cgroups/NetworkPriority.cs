using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>The priority of a group's packets on each interface.</summary>
/// <remarks>Documentation/admin-guide/cgroup-v1/net_prio.rst</remarks>
public sealed class NetworkPriority : IController
{
    public string Name => "net_prio";

    public bool IsAsked(LinuxResources resources) => resources.Network?.Priorities is { Count: > 0 };

    public void Apply(CgroupDirectory group, LinuxResources resources)
    {
        foreach (var priority in resources.Network?.Priorities ?? [])
        {
            group.Write("net_prio.ifpriomap", $"{priority.Name} {priority.Priority}");
        }
    }
}
