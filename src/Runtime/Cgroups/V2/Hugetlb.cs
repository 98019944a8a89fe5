using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups.V2;

/// <summary>Bytes of huge pages, by page size.</summary>
/// <remarks>Documentation/admin-guide/cgroup-v2.rst "HugeTLB"</remarks>
public sealed class Hugetlb : IController
{
    public string Name => "hugetlb";

    public bool IsAsked(LinuxResources resources) => resources.HugepageLimits is { Count: > 0 };

    public void Apply(CgroupDirectory group, LinuxResources resources)
    {
        foreach (var page in resources.HugepageLimits ?? [])
        {
            HugepageLimits.Set(group, page, "max");
        }
    }
}
