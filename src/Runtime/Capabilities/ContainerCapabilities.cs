using Gantry.Linux.Capabilities;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Capabilities;

/// <summary>The five sets that a container's process is to have, cut down to what this machine can give.</summary>
/// <remarks>
/// capabilities(7); runtime-spec config.md "Linux Process". A set that config.json leaves out is empty. Nothing is ever added to the
/// inheritable set on our own account: with a filled one, an ordinary program in the image with file-inheritable bits would give a user
/// what root alone was to have (CVE-2022-27650).
/// </remarks>
public sealed record ContainerCapabilities
{
    public required CapabilitySet Bounding { get; init; }
    public required CapabilitySet Effective { get; init; }
    public required CapabilitySet Permitted { get; init; }
    public required CapabilitySet Inheritable { get; init; }
    public required CapabilitySet Ambient { get; init; }

    /// <summary>What was asked for and left out, in sentences for the log.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Works the sets of config.json out.</summary>
    /// <param name="wanted">Null asks for none.</param>
    /// <param name="available">The runtime's own bounding set: what lies outside, no process below it can get.</param>
    /// <exception cref="CapabilityException">A set contradicts another one, so that the kernel would refuse it.</exception>
    public static ContainerCapabilities Resolve(ProcessCapabilities? wanted, CapabilitySet available)
    {
        var cut = new CapabilityCut(available);
        var permitted = cut.Set(wanted?.Permitted);
        var inheritable = cut.Set(wanted?.Inheritable);
        var effective = cut.Set(wanted?.Effective);
        var ambient = cut.Set(wanted?.Ambient);
        if (effective.Except(permitted) is { IsEmpty: false } excess)
        {
            throw new CapabilityException($"process.capabilities.effective: {excess} must be in process.capabilities.permitted too");
        }

        var raisable = ambient.Intersect(permitted).Intersect(inheritable);
        cut.NoteAmbient(ambient.Except(raisable));
        return new ContainerCapabilities
        {
            Bounding = cut.Set(wanted?.Bounding),
            Effective = effective,
            Permitted = permitted,
            Inheritable = inheritable,
            Ambient = raisable,
            Warnings = cut.Warnings(),
        };
    }
}
