using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups.V2;

/// <summary>The processors and memory nodes a group may use.</summary>
/// <remarks>Documentation/admin-guide/cgroup-v2.rst "Cpuset"</remarks>
public sealed class Cpuset : IController
{
    public string Name => "cpuset";

    public bool IsAsked(LinuxResources resources) =>
        !string.IsNullOrEmpty(resources.Cpu?.Cpus) || !string.IsNullOrEmpty(resources.Cpu?.Mems);

    public void Apply(CgroupDirectory group, LinuxResources resources)
    {
        if (resources.Cpu?.Cpus is { Length: > 0 } cpus)
        {
            group.Write("cpuset.cpus", cpus);
        }

        if (resources.Cpu?.Mems is { Length: > 0 } mems)
        {
            group.Write("cpuset.mems", mems);
        }
    }
}
