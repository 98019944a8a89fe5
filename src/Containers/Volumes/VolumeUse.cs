using Gantry.Containers.Lifecycle;

namespace Gantry.Containers.Volumes;

/// <summary>Which containers use a volume, and the removal of volumes that none does.</summary>
public sealed class VolumeUse
{
    private readonly VolumeStore _volumes;
    private readonly ContainerStore _containers;

    internal VolumeUse(VolumeStore volumes, ContainerStore containers) => (_volumes, _containers) = (volumes, containers);

    /// <summary>The containers that would be mounted with it, running or not.</summary>
    public IReadOnlyList<ContainerId> Users(string volume) =>
        [.. _containers.All.Where(container => Uses(container.Record.Spec, volume)).Select(container => container.Id)];

    /// <summary>Removes it.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="ConflictException">It is in use.</exception>
    public void Remove(string volume)
    {
        _volumes.Get(volume);
        if (Users(volume) is { Count: > 0 } users)
        {
            throw new ConflictException($"remove {volume}: volume is in use - [{string.Join(", ", users)}]");
        }

        _volumes.Remove(volume);
    }

    /// <summary>Removes the volumes that were made for one container alone, unless others have come to use them.</summary>
    internal void RemoveAnonymous(ContainerRecord record)
    {
        foreach (var mount in record.Spec.Mounts.Where(mount => mount is { Kind: MountKind.Volume, Anonymous: true }))
        {
            if (Users(mount.Source).All(user => user == record.Id))
            {
                _volumes.Remove(mount.Source);
            }
        }
    }

    private static bool Uses(ContainerSpec spec, string volume) =>
        spec.Mounts.Any(mount => mount.Kind == MountKind.Volume && mount.Source == volume);
}
