using Gantry.Linux.Cgroups;
using Gantry.Runtime.Cgroups.Systemd;

namespace Gantry.Runtime.Cgroups;

/// <summary>Where in each hierarchy a container's group belongs.</summary>
/// <remarks>runtime-spec config-linux.md "Cgroups Path"; the choices it leaves open are runc's.</remarks>
public static class CgroupPath
{
    // Where systemd puts itself.
    private const string InitScope = "/init.scope";

    /// <summary>
    /// The configuration's path without <c>.</c>, <c>..</c> and double slashes: an absolute one starts at the top of the hierarchy as
    /// it is mounted, a relative one at the caller's own group. Where none was given, a relative one named after the container.
    /// </summary>
    /// <exception cref="CgroupException">The path names the top group.</exception>
    public static string Normalize(string containerId, string? cgroupsPath)
    {
        if (string.IsNullOrEmpty(cgroupsPath))
        {
            return containerId;
        }

        if (cgroupsPath.Contains('\0') || cgroupsPath.Contains('\n'))
        {
            throw new CgroupException("linux.cgroupsPath: a group's name cannot contain a zero byte or a newline");
        }

        var parts = new List<string>();
        foreach (var part in cgroupsPath.Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "." or ".."))
            {
                parts.Add(part);
            }
        }

        return parts.Count > 0
            ? (cgroupsPath[0] == '/' ? "/" : "") + string.Join('/', parts)
            : throw new CgroupException($"linux.cgroupsPath: \"{cgroupsPath}\" is the top group, which no container can have");
    }

    /// <summary>The directory of a normalized path.</summary>
    public static string Resolve(CgroupHierarchy hierarchy, string path)
    {
        if (path[0] == '/')
        {
            return hierarchy.Below(path);
        }

        var own = hierarchy.OwnDirectory;

        // The caller's v2 group has the caller in it, so it cannot hand controllers down: its parent can.
        var parent = hierarchy.IsUnified && own != hierarchy.MountPoint ? Path.GetDirectoryName(own) ?? own : own;
        return $"{parent}/{path}";
    }

    /// <summary>The directory of a systemd unit: systemd's own group is the top of what it makes.</summary>
    public static string OfUnit(CgroupHierarchy hierarchy, UnitName name)
    {
        var controllers = string.Join(',', hierarchy.Controllers);
        var init = CgroupMembership.Of(1).Find(each => each.Controllers == controllers)?.Group ?? "/";
        var top = init.EndsWith(InitScope, StringComparison.Ordinal) ? init[..^InitScope.Length] : init;
        return hierarchy.DirectoryOf(top).TrimEnd('/') + name.Group;
    }
}
