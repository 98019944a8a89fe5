using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>The host's devices that a container is given, by <c>--device</c>.</summary>
internal static class DeviceMappings
{
    public static IReadOnlyList<DeviceSpec> Make(HostConfig host) =>
        [.. (host.Devices ?? []).Select(device => new DeviceSpec(
            device.PathOnHost ?? "",
            device.PathInContainer is { Length: > 0 } path ? path : device.PathOnHost ?? "",
            device.CgroupPermissions is { Length: > 0 } access ? access : "rwm"))];
}
