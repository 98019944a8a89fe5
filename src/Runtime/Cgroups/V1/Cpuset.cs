using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups.V1;

/// <summary>The processors and memory nodes a group may use.</summary>
/// <remarks>Documentation/admin-guide/cgroup-v1/cpusets.rst</remarks>
public sealed class Cpuset : IController
{
    private const string Cpus = "cpuset.cpus";
    private const string Mems = "cpuset.mems";

    public string Name => "cpuset";

    public bool IsAsked(LinuxResources resources) =>
        !string.IsNullOrEmpty(resources.Cpu?.Cpus) || !string.IsNullOrEmpty(resources.Cpu?.Mems);

    public void Apply(CgroupDirectory group, LinuxResources resources)
    {
        if (resources.Cpu?.Cpus is { Length: > 0 } cpus)
        {
            group.Write(Cpus, cpus);
        }

        if (resources.Cpu?.Mems is { Length: > 0 } mems)
        {
            group.Write(Mems, mems);
        }
    }

    /// <summary>Gives a new group its parent's processors and nodes: it starts with none, and the kernel lets no process in.</summary>
    /// <param name="path">A group's directory; the groups above it are filled first where they are empty.</param>
    public static void Inherit(string path)
    {
        using var group = CgroupDirectory.Open(path);
        var needsCpus = IsEmpty(group, Cpus);
        var needsMems = IsEmpty(group, Mems);
        if (!needsCpus && !needsMems)
        {
            return;
        }

        // The top group is never empty, so this ends there at the latest.
        var parentPath = Path.GetDirectoryName(path) ?? "/";
        Inherit(parentPath);
        using var parent = CgroupDirectory.Open(parentPath);
        if (needsCpus)
        {
            group.Write(Cpus, parent.Read(Cpus));
        }

        if (needsMems)
        {
            group.Write(Mems, parent.Read(Mems));
        }
    }

    private static bool IsEmpty(CgroupDirectory group, string file) => string.IsNullOrWhiteSpace(group.Read(file));
}
