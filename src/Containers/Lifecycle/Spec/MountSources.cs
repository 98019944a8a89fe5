using Gantry.Containers.Snapshots;
using Gantry.Containers.Volumes;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>Makes ready on the host what a container's user wants mounted.</summary>
internal sealed class MountSources(VolumeStore volumes)
{
    /// <summary>What the user asked for, as the runtime is to mount it.</summary>
    /// <param name="record">The container.</param>
    /// <param name="snapshot">Its files, from which fresh volumes are filled.</param>
    /// <exception cref="InvalidException">A path of the host does not exist; the words are Docker's.</exception>
    public IReadOnlyList<ContainerMount> Prepare(ContainerRecord record, Snapshot snapshot) =>
        [.. record.Spec.Mounts.Select(mount => Prepare(mount, snapshot))];

    private ContainerMount Prepare(MountSpec mount, Snapshot snapshot) => mount.Kind switch
    {
        MountKind.Tmpfs => new()
        {
            Destination = mount.Target, Type = "tmpfs", Source = "tmpfs",
            Options = ["nosuid", "nodev", "noexec", .. mount.Options, .. mount.ReadOnly ? ["ro"] : Array.Empty<string>()],
        },
        MountKind.Volume => Bind(mount, VolumePath(mount, snapshot)),
        _ => Bind(mount, HostPath(mount)),
    };

    private static ContainerMount Bind(MountSpec mount, string source) => new()
    {
        Destination = mount.Target,
        Type = "bind",
        Source = source,
        Options =
        [
            mount.TopOnly ? "bind" : "rbind",
            mount.Propagation.Length > 0 ? mount.Propagation : "rprivate",
            .. (mount.ReadOnly, mount.ReadOnlyTopOnly || mount.TopOnly) switch
            {
                (true, true) => ["ro"],
                (true, false) => ["ro", "rro"],
                _ => Array.Empty<string>(),
            },
        ],
    };

    private string VolumePath(MountSpec mount, Snapshot snapshot)
    {
        var path = volumes.Ensure(mount.Source);
        if (mount.CopyUp)
        {
            VolumeFill.FillIfEmpty(path, snapshot, mount.Target);
        }


        return path;
    }

    private static string HostPath(MountSpec mount)
    {
        if (Path.Exists(mount.Source))
        {
            return mount.Source;
        }

        if (!mount.CreateSource)
        {
            throw new InvalidException($"invalid mount config for type \"bind\": bind source path does not exist: {mount.Source}");
        }

        return Directory.CreateDirectory(mount.Source).FullName;
    }
}
