using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups.V2;

/// <summary>The files that the configuration names itself.</summary>
/// <remarks>runtime-spec config-linux.md "Unified"</remarks>
public static class Unified
{
    /// <summary>Writes them as they stand.</summary>
    /// <exception cref="CgroupException">A name is not one of a file, or its controller is not there.</exception>
    public static void Apply(CgroupDirectory group, LinuxResources resources)
    {
        if (resources.Unified is null)
        {
            return;
        }

        foreach (var (file, value) in resources.Unified)
        {
            if (file.Contains('/') || file is "" or "." or "..")
            {
                throw new CgroupException($"unified resource \"{file}\" must be a file name (no slashes)");
            }

            // Files such as io.max take one line a write.
            foreach (var line in value.AsSpan().Trim('\n').EnumerateLines())
            {
                Write(group, file, line.ToString());
            }
        }
    }

    private static void Write(CgroupDirectory group, string file, string value)
    {
        if (group.TryWrite(file, value, out var errno))
        {
            return;
        }

        var controller = file.Split('.')[0];
        var isMissing = errno is Errno.ENOENT or Errno.EPERM && !group.Read("cgroup.controllers").Split(' ').Contains(controller);
        throw isMissing && controller != "cgroup"
            ? new CgroupException($"unified resource \"{file}\" can't be set: controller \"{controller}\" not available")
            : new LinuxException($"write \"{value}\" to", errno, $"{group.Path}/{file}");
    }
}
