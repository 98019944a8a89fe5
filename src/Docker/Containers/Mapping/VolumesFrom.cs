using Gantry.Containers;
using Gantry.Containers.Lifecycle;

namespace Gantry.Docker.Containers.Mapping;

/// <summary>The mounts of another container, by <c>--volumes-from CONTAINER[:ro]</c>.</summary>
internal static class VolumesFrom
{
    /// <exception cref="NotFoundException">There is no such container.</exception>
    /// <exception cref="InvalidException">The mode is none.</exception>
    public static IEnumerable<MountSpec> Find(string text, ContainerStore store)
    {
        var (name, mode) = text.Split(':', 2) switch
        {
            [{ Length: > 0 } only] => (only, "rw"),
            [{ Length: > 0 } from, var how] => (from, how),
            _ => throw new InvalidException("malformed volumes-from specification: empty"),
        };
        if (mode.Split(',').FirstOrDefault(word => word is not ("rw" or "ro" or "z" or "Z" or "nocopy")) is { } unknown)
        {
            throw new InvalidException($"invalid mode: {unknown}");
        }

        var isReadOnly = mode.Split(',').Contains("ro");
        return store.Get(name).Record.Spec.Mounts
            .Where(mount => mount.Kind != MountKind.Tmpfs)
            .Select(mount => mount with { ReadOnly = mount.ReadOnly || isReadOnly });
    }
}
