using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>The number of processes and threads; the same on cgroup v1 and v2.</summary>
/// <remarks>runtime-spec config-linux.md "PIDs"; Documentation/admin-guide/cgroup-v1/pids.rst</remarks>
public sealed class Pids : IController
{
    public string Name => "pids";

    public bool IsAsked(LinuxResources resources) => Asked.For(resources.Pids?.Limit);

    public void Apply(CgroupDirectory group, LinuxResources resources)
    {
        if (resources.Pids?.Limit is { } limit and not 0)
        {
            group.Write("pids.max", limit > 0 ? limit.ToString() : "max");
        }
    }
}
