using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>The class that marks a group's packets.</summary>
/// <remarks>Documentation/admin-guide/cgroup-v1/net_cls.rst</remarks>
public sealed class NetworkClass : IController
{
    public string Name => "net_cls";

    public bool IsAsked(LinuxResources resources) => resources.Network?.ClassId is not (null or 0);

    public void Apply(CgroupDirectory group, LinuxResources resources)
    {
        if (resources.Network?.ClassId is { } id and not 0)
        {
            group.Write("net_cls.classid", id);
        }
    }
}
