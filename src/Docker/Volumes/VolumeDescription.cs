using System.Globalization;
using Gantry.Containers;
using Gantry.Containers.Volumes;
using Gantry.Docker.Volumes.Shapes;

namespace Gantry.Docker.Volumes;

/// <summary>All that inspect shows of a volume.</summary>
internal static class VolumeDescription
{
    public static VolumeBody Describe(ContainerEngine engine, VolumeRecord volume) => new()
    {
        CreatedAt = volume.Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture),
        Labels = volume.Labels,
        Mountpoint = engine.Volumes.PathOf(volume.Name),
        Name = volume.Name,
        Options = volume.Options,
    };
}
