using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>What a container is trusted with, by <c>--privileged</c>, <c>--cap-add</c>, <c>--cap-drop</c> and <c>--security-opt</c>.</summary>
internal static class SecurityMapping
{
    private static bool HasAppArmor { get; } = File.Exists("/sys/module/apparmor/parameters/enabled");

    private static bool HasSelinux { get; } = Directory.Exists("/sys/fs/selinux");

    public static SecuritySpec Make(HostConfig host)
    {
        var spec = new SecuritySpec
        {
            Privileged = host.Privileged,
            AddedCapabilities = host.CapAdd ?? [],
            DroppedCapabilities = host.CapDrop ?? [],
            MaskedPaths = host.Privileged ? null : host.MaskedPaths,
            ReadOnlyPaths = host.Privileged ? null : host.ReadonlyPaths,
            DeviceRules = host.DeviceCgroupRules ?? [],
        };
        return (host.SecurityOpt ?? []).Aggregate(spec, Apply);
    }

    private static SecuritySpec Apply(SecuritySpec spec, string option)
    {
        var separator = option.IndexOfAny(['=', ':']);
        var (name, value) = separator < 0 ? (option, "") : (option[..separator], option[(separator + 1)..]);
        return name switch
        {
            "no-new-privileges" => spec with { NoNewPrivileges = value is "" or "true" or "1" },
            "seccomp" => spec with { SeccompProfile = value == "builtin" ? null : value },

            // Neither AppArmor nor SELinux labels can be given yet; to go without is to have what there is. On a host without them they say nothing.
            "apparmor" when value is "unconfined" || !HasAppArmor => spec,
            "label" when value is "disable" || !HasSelinux => spec,
            "apparmor" or "label" => throw new UnsupportedException($"--security-opt {option}: not there yet"),
            _ => throw new InvalidException($"invalid --security-opt: \"{option}\""),
        };
    }
}
