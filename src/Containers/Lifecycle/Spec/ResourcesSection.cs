using System.Globalization;
using Gantry.Containers.Security;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>The limits of a container, and which devices it may use.</summary>
internal static class ResourcesSection
{
    public static LinuxResources Make(ContainerSpec spec) => spec.Resources with { Devices = Rules(spec) };

    private static IReadOnlyList<DeviceRule> Rules(ContainerSpec spec)
    {
        if (spec.Security.Privileged)
        {
            return [DefaultDevices.Everything];
        }

        return
        [
            .. DefaultDevices.Rules,
            .. from asked in spec.Devices
               from device in DevicesSection.Find(asked.HostPath, asked.ContainerPath)
               select new DeviceRule { Allow = true, Type = device.Type, Major = device.Major, Minor = device.Minor, Access = asked.Access },
            .. spec.Security.DeviceRules.Select(Parse),
        ];
    }

    /// <summary>Reads a rule in the form of cgroup v1, such as <c>c 1:* rwm</c>.</summary>
    /// <exception cref="InvalidException">It has another form.</exception>
    public static DeviceRule Parse(string rule)
    {
        var invalid = new InvalidException($"invalid device cgroup rule format: '{rule}'");
        if (rule.Split(' ') is not [("a" or "b" or "c") and var type, var numbers, var access]
            || numbers.Split(':') is not [var major, var minor]
            || access.Length == 0
            || access.Any(character => character is not ('r' or 'w' or 'm')))
        {
            throw invalid;
        }

        return new DeviceRule { Allow = true, Type = type, Major = Number(major), Minor = Number(minor), Access = access };

        long? Number(string text) =>
            text == "*" ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw invalid;
    }
}
