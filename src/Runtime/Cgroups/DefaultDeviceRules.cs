using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Cgroups;

/// <summary>What every container may do with devices, whatever its own rules say: make nodes, and use those of runtime-spec's "Default Devices".</summary>
internal static class DefaultDeviceRules
{
    private static readonly DeviceRule[] Rules =
    [
        new() { Allow = true, Type = "c", Access = "m" },
        new() { Allow = true, Type = "b", Access = "m" },
        Character(1, 3), // null
        Character(1, 8), // random
        Character(1, 7), // full
        Character(5, 0), // tty
        Character(1, 5), // zero
        Character(1, 9), // urandom
        Character(5, 1), // console
        Character(136, null), // terminals
        Character(5, 2), // ptmx
    ];

    /// <summary>The resources with these rules after their own; where there are no rules at all, devices stay unlimited.</summary>
    public static LinuxResources? AddTo(LinuxResources? resources) =>
        resources is { Devices: { Count: > 0 } devices } ? resources with { Devices = [.. devices, .. Rules] } : resources;

    private static DeviceRule Character(long major, long? minor) => new() { Allow = true, Type = "c", Major = major, Minor = minor, Access = "rwm" };
}
