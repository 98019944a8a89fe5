using System.Runtime.InteropServices;
using Gantry.Linux;
using Gantry.Linux.Capabilities;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Security;

/// <summary>The surroundings in which a conditional profile becomes one that an OCI runtime takes.</summary>
/// <param name="Granted">The container's bounding set.</param>
/// <param name="Machine">X64 or Arm64.</param>
/// <param name="Kernel">The running kernel's version.</param>
public sealed record SeccompConditions(CapabilitySet Granted, Architecture Machine, KernelVersion Kernel)
{
    // As the conditions of a rule and as the map of architectures spell it.
    private (string InRules, string InMap) MachineNames => Machine switch
    {
        Architecture.X64 => ("amd64", "SCMP_ARCH_X86_64"),
        Architecture.Arm64 => ("arm64", "SCMP_ARCH_AARCH64"),
        _ => throw new UnsupportedException($"no seccomp profile for machines of architecture {Machine}"),
    };

    /// <summary>The rules that hold here; null where the profile is empty, which means no seccomp.</summary>
    /// <exception cref="InvalidException">The profile contradicts itself.</exception>
    public LinuxSeccomp? Resolve(ConditionalSeccompProfile profile)
    {
        var rules = profile.Syscalls ?? [];
        if (string.IsNullOrEmpty(profile.DefaultAction) && rules.Count == 0)
        {
            return null;
        }

        return new LinuxSeccomp
        {
            DefaultAction = profile.DefaultAction ?? "",
            DefaultErrnoRet = profile.DefaultErrnoRet,
            Architectures = Architectures(profile),
            Flags = profile.Flags,
            ListenerPath = profile.ListenerPath,
            ListenerMetadata = profile.ListenerMetadata,
            Syscalls = [.. rules.Where(Holds).Select(Plain)],
        };
    }

    private IReadOnlyList<string>? Architectures(ConditionalSeccompProfile profile)
    {
        if (profile.ArchitectureMap is not { Count: > 0 } map)
        {
            return profile.Architectures;
        }

        if (profile.Architectures is { Count: > 0 })
        {
            throw new InvalidException(
                "both 'architectures' and 'archMap' are specified in the seccomp profile, use either 'architectures' or 'archMap'");
        }

        var family = map.FirstOrDefault(family => family.Architecture == MachineNames.InMap);
        return family is null ? null : [MachineNames.InMap, .. family.Others ?? []];
    }

    private bool Holds(ConditionalSeccompRule rule) =>
        !(rule.Excludes is { } excludes && ExcludedBy(excludes)) && (rule.Includes is not { } includes || IncludedBy(includes));

    private bool ExcludedBy(SeccompCondition condition) =>
        (condition.Architectures ?? []).Contains(MachineNames.InRules)
        || (condition.Capabilities ?? []).Any(Has)
        || (Lowest(condition) is { } lowest && Kernel >= lowest);

    private bool IncludedBy(SeccompCondition condition) =>
        (condition.Architectures is not { Count: > 0 } machines || machines.Contains(MachineNames.InRules))
        && (condition.Capabilities ?? []).All(Has)
        && (Lowest(condition) is not { } lowest || Kernel >= lowest);

    private bool Has(string name) => CapabilityNames.Find(name) is { } capability && Granted.Contains(capability);

    private static KernelVersion? Lowest(SeccompCondition condition) =>
        string.IsNullOrEmpty(condition.MinKernel) ? null : SeccompFile.ParseKernel(condition.MinKernel);

    private static SeccompRule Plain(ConditionalSeccompRule rule)
    {
        var isOld = !string.IsNullOrEmpty(rule.Name);
        if (isOld && rule.Names is { Count: > 0 })
        {
            throw new InvalidException("both 'name' and 'names' are specified in the seccomp profile, use either 'name' or 'names'");
        }

        return new SeccompRule
        {
            Names = isOld ? [rule.Name ?? ""] : rule.Names ?? [],
            Action = rule.Action ?? "",
            ErrnoRet = rule.ErrnoRet,
            Args = rule.Args is { Count: > 0 } ? rule.Args : null,
        };
    }
}
