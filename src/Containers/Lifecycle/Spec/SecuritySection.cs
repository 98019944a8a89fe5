using System.Runtime.InteropServices;
using Gantry.Containers.Security;
using Gantry.Linux;
using Gantry.Linux.Capabilities;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>What a container is trusted with, in the runtime's terms.</summary>
internal sealed record SecuritySection
{
    private const string Unconfined = "unconfined";

    public required ProcessCapabilities Capabilities { get; init; }
    public LinuxSeccomp? Seccomp { get; init; }
    public required IReadOnlyList<string> MaskedPaths { get; init; }
    public required IReadOnlyList<string> ReadOnlyPaths { get; init; }

    public static SecuritySection Make(SecuritySpec spec)
    {
        // The kernel gives nobody what we have not: some machines keep capabilities even from root.
        var available = Kernel.GetBoundingSet();
        var granted = spec.Privileged ? available : CapabilityChoice.Resolve(spec.AddedCapabilities, spec.DroppedCapabilities, available);
        return new SecuritySection
        {
            Capabilities = DefaultCapabilities.ForProcess(granted),
            Seccomp = Filter(spec, granted),
            MaskedPaths = spec.MaskedPaths ?? (spec.Privileged ? [] : DefaultPaths.Masked()),
            ReadOnlyPaths = spec.ReadOnlyPaths ?? (spec.Privileged ? [] : DefaultPaths.ReadOnly),
        };
    }

    private static LinuxSeccomp? Filter(SecuritySpec spec, CapabilitySet granted)
    {
        if (spec.SeccompProfile == Unconfined || (spec.Privileged && spec.SeccompProfile is null))
        {
            return null;
        }

        var (machine, kernel) = (RuntimeInformation.ProcessArchitecture, KernelVersion.Current());
        return spec.SeccompProfile is { } json
            ? new SeccompConditions(granted, machine, kernel).Resolve(SeccompFile.Parse(json))
            : DefaultSeccompProfile.Build(granted, machine, kernel);
    }
}
