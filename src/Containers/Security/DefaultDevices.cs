using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Security;

/// <summary>Which devices a container may use unless it is privileged or is given some.</summary>
/// <remarks>
/// The nodes themselves (null, zero, full, random, urandom, tty, console, ptmx) are made by every OCI runtime: config-linux.md "Default
/// Devices".
/// </remarks>
public static class DefaultDevices
{
    private const string All = "rwm";

    /// <summary>In the order in which they are applied: first nothing, then these.</summary>
    public static IReadOnlyList<DeviceRule> Rules { get; } =
    [
        new DeviceRule { Allow = false, Access = All },
        Character(1, 5), // zero
        Character(1, 3), // null
        Character(1, 9), // urandom
        Character(1, 8), // random
        Character(5, 0), // tty
        Character(5, 1), // console
        Character(10, 229) with { Allow = false }, // fuse
    ];

    /// <summary>The one rule of a privileged container.</summary>
    public static DeviceRule Everything { get; } = new() { Allow = true, Access = All };

    private static DeviceRule Character(long major, long minor) =>
        new() { Allow = true, Type = "c", Major = major, Minor = minor, Access = All };
}
