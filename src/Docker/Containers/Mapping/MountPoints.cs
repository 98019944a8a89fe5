using Gantry.Containers;
using Gantry.Containers.Lifecycle;
using Gantry.Docker.Containers.Shapes;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>What is mounted into a container, as inspect shows it. File systems in memory of <c>--tmpfs</c> are not shown.</summary>
internal static class MountPoints
{
    public static IReadOnlyList<MountPoint> Describe(ContainerEngine engine, ContainerRecord record) =>
        [.. record.Spec.Mounts.Where(mount => mount.Kind != MountKind.Tmpfs).Select(mount => Describe(engine, mount))];

    private static MountPoint Describe(ContainerEngine engine, MountSpec mount) => mount.Kind == MountKind.Volume
        ? new()
        {
            Type = "volume",
            Name = mount.Source,
            Source = engine.Volumes.PathOf(mount.Source),
            Destination = mount.Target,
            Driver = "local",
            Mode = mount.ReadOnly ? "ro" : "z",
            IsWritable = !mount.ReadOnly,
        }
        : new()
        {
            Type = "bind",
            Source = mount.Source,
            Destination = mount.Target,
            Mode = mount.ReadOnly ? "ro" : "",
            IsWritable = !mount.ReadOnly,
            Propagation = mount.Propagation.Length > 0 ? mount.Propagation : "rprivate",
        };
}
