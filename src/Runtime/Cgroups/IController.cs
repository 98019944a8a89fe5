using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>One controller of one cgroup version: turns its part of the configuration into files of a group.</summary>
public interface IController
{
    /// <summary>As the kernel names it.</summary>
    string Name { get; }

    /// <summary>True where the configuration asks for something that cannot be had without this controller.</summary>
    bool IsAsked(LinuxResources resources);

    /// <summary>Sets what the configuration names and leaves the rest.</summary>
    /// <exception cref="CgroupException">The values contradict each other, or the kernel cannot do what they ask.</exception>
    /// <exception cref="Gantry.Linux.LinuxException">The kernel refuses a value; the path names the file.</exception>
    void Apply(CgroupDirectory group, LinuxResources resources);
}
