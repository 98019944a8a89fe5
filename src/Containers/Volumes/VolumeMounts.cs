using Gantry.Containers.Lifecycle;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Volumes;

/// <summary>Mounts, on the host, the file systems that volumes are by their options, for as long as a running container uses them.</summary>
internal sealed class VolumeMounts(VolumeStore volumes, ContainerStore containers)
{
    private readonly Lock _lock = new();

    /// <summary>The path that containers see, ready for use.</summary>
    /// <exception cref="InvalidException">It cannot be mounted.</exception>
    public string Open(VolumeRecord volume)
    {
        if (VolumeOptions.BoundPath(volume) is { } bound)
        {
            return Path.Exists(bound)
                ? bound
                : throw new InvalidException(
                    $"error while mounting volume '{volumes.PathOf(volume.Name)}': failed to mount local volume: "
                    + $"mount {bound}:{volumes.PathOf(volume.Name)}, flags: 0x1000: no such file or directory");
        }

        var path = volumes.PathOf(volume.Name);
        if (volume.Options is { } options && VolumeOptions.NeedsMount(volume))
        {
            lock (_lock)
            {
                if (!IsMounted(path))
                {
                    Mount(path, options);
                }
            }
        }

        return path;
    }

    /// <summary>A container's run is over: what nobody uses any more is unmounted.</summary>
    public void Close(ContainerRecord record)
    {
        foreach (var mount in record.Spec.Mounts.Where(mount => mount.Kind == MountKind.Volume))
        {
            if (volumes.TryGet(mount.Source) is not { } volume || !VolumeOptions.NeedsMount(volume))
            {
                continue;
            }

            lock (_lock)
            {
                if (!IsInUse(volume.Name, record.Id))
                {
                    Unmount(volumes.PathOf(volume.Name));
                }
            }
        }
    }

    /// <summary>Unmounts all that an instance has mounted; its containers must have ended.</summary>
    public static void CloseAll(string root)
    {
        var folder = Path.Combine(root, "volumes");
        foreach (var path in Directory.Exists(folder) ? Directory.GetDirectories(folder).Select(volume => Path.Combine(volume, "_data")) : [])
        {
            Unmount(path);
        }
    }

    /// <summary>Takes away what is mounted at a volume's folder, if anything is.</summary>
    public static void Unmount(string path)
    {
        if (Directory.Exists(path) && IsMounted(path))
        {
            Kernel.DetachMount(path);
        }
    }

    private bool IsInUse(string volume, ContainerId but) => containers.All.Any(container =>
        container.Id != but && container.Record.State.IsRunning
        && container.Record.Spec.Mounts.Any(mount => mount.Kind == MountKind.Volume && mount.Source == volume));

    private static bool IsMounted(string path) => Kernel.Status(path).IsMountRoot;

    private static void Mount(string path, IReadOnlyDictionary<string, string> options)
    {
        try
        {
            Kernel.MountByText(options["device"], path, options["type"], options.GetValueOrDefault("o", ""));
        }
        catch (Linux.LinuxException e)
        {
            throw new InvalidException(
                $"error while mounting volume '{path}': failed to mount local volume: mount {options["device"]}:{path}, "
                + $"data: {options.GetValueOrDefault("o", "")}: {e.Message}", e);
        }
    }
}
