using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>Handles and objects of RDMA devices; the same on cgroup v1 and v2.</summary>
/// <remarks>Documentation/admin-guide/cgroup-v1/rdma.rst</remarks>
public sealed class Rdma : IController
{
    public string Name => "rdma";

    public bool IsAsked(LinuxResources resources) => resources.Rdma is { Count: > 0 };

    public void Apply(CgroupDirectory group, LinuxResources resources)
    {
        if (resources.Rdma is null)
        {
            return;
        }

        foreach (var (device, limit) in resources.Rdma)
        {
            group.Write("rdma.max", Line(device, limit));
        }
    }

    private static string Line(string device, RdmaLimit limit) =>
        device
        + (limit.HcaHandles is { } handles ? $" hca_handle={handles}" : "")
        + (limit.HcaObjects is { } objects ? $" hca_object={objects}" : "");
}
