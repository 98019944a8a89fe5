using Gantry.Containers.Instances;
using Gantry.Containers.Lifecycle;
using Gantry.Containers.Snapshots;

namespace Gantry.Containers.Volumes;

/// <summary>What a volume takes on disk, and who has it.</summary>
/// <param name="Name">The volume's.</param>
/// <param name="Path">The folder that containers see.</param>
/// <param name="Bytes">On disk; a file with several names counts once.</param>
/// <param name="Containers">How many containers have it, running or not.</param>
public sealed record VolumeUsage(string Name, string Path, long Bytes, int Containers)
{
    /// <summary>Of all volumes, by name. Walks their files.</summary>
    internal static IReadOnlyList<VolumeUsage> Of(Instance instance, VolumeStore volumes, ContainerStore containers)
    {
        var folder = System.IO.Path.Combine(instance.Root, "volumes");
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var uses = containers.All
            .SelectMany(container => container.Record.Spec.Mounts.Where(mount => mount.Kind == MountKind.Volume).Select(mount => mount.Source).Distinct())
            .CountBy(name => name)
            .ToDictionary();
        return
        [
            .. Directory.EnumerateDirectories(folder)
                .Select(path => System.IO.Path.GetFileName(path))
                .Where(name => Directory.Exists(volumes.PathOf(name)))
                .Order(StringComparer.Ordinal)
                .Select(name => new VolumeUsage(name, volumes.PathOf(name), SnapshotUsage.Of(volumes.PathOf(name)).Bytes, uses.GetValueOrDefault(name))),
        ];
    }
}
