using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups.V1;

/// <summary>Which devices a group may read, write and make.</summary>
/// <remarks>runtime-spec config-linux.md "Allowed Device list"; Documentation/admin-guide/cgroup-v1/devices.rst</remarks>
public sealed class Devices : IController
{
    public string Name => "devices";

    public bool IsAsked(LinuxResources resources) => resources.Devices is { Count: > 0 };

    public void Apply(CgroupDirectory group, LinuxResources resources)
    {
        if (resources.Devices is not { Count: > 0 } rules)
        {
            return;
        }

        var matches = DeviceMatch.ParseAll(rules);
        var first = Math.Max(0, Array.FindLastIndex(matches, match => match.IsEverything));
        DeviceConflicts.Refuse(matches.AsSpan(first));
        for (var i = first; i < matches.Length; i++)
        {
            Write(group, matches[i]);
        }
    }

    private static void Write(CgroupDirectory group, DeviceMatch match)
    {
        var file = match.Allow ? "devices.allow" : "devices.deny";
        if (match.IsEverything)
        {
            Write(group, file, "a");
            return;
        }

        // The kernel takes "a" for everything, whatever numbers follow it.
        foreach (var type in match.Type is { } one ? [one] : "bc".AsSpan())
        {
            Write(group, file, DeviceConflicts.Spell(match, type));
        }
    }

    private static void Write(CgroupDirectory group, string file, string rule)
    {
        if (!group.TryWrite(file, rule, out var errno))
        {
            throw errno == Errno.EPERM && file == "devices.allow"
                ? new CgroupException($"cannot allow devices \"{rule}\": the group above {group.Path} does not allow them")
                : new LinuxException($"write \"{rule}\" to", errno, $"{group.Path}/{file}");
        }
    }
}
