using System.Collections.Concurrent;
using Gantry.Containers.Snapshots;
using Gantry.Containers.Volumes;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>Makes ready on the host what a container's user wants mounted.</summary>
internal sealed class MountSources(VolumeStore volumes, VolumeMounts mounts)
{
    // Folders in volumes are handed to the runtime as descriptors of ours, so that nobody who shares the volume can put another in their place.
    private readonly ConcurrentDictionary<ContainerId, List<FileDescriptor>> _held = [];

    /// <summary>What the user asked for, as the runtime is to mount it.</summary>
    /// <param name="record">The container.</param>
    /// <param name="snapshot">Its files, from which fresh volumes are filled.</param>
    /// <exception cref="InvalidException">A path of the host does not exist; the words are Docker's.</exception>
    public IReadOnlyList<ContainerMount> Prepare(ContainerRecord record, Snapshot snapshot) =>
        [.. record.Spec.Mounts.Select(mount => Prepare(record.Id, mount, snapshot))];

    /// <summary>What is prepared is about to be mounted.</summary>
    public void Begin(ContainerRecord record)
    {
        _held.TryAdd(record.Id, []);
        Tell(record, "mount");
    }

    /// <summary>The run is over, or did not come about.</summary>
    public void Release(ContainerRecord record)
    {
        if (_held.TryRemove(record.Id, out var held))
        {
            held.ForEach(folder => folder.Dispose());
            Tell(record, "unmount");
        }

        mounts.Close(record);
    }

    private void Tell(ContainerRecord record, string action)
    {
        foreach (var mount in record.Spec.Mounts.Where(mount => mount.Kind == MountKind.Volume))
        {
            (string, string)[] details = action == "mount"
                ? [("container", record.Id.Hex), ("destination", mount.Target), ("propagation", ""), ("read/write", mount.ReadOnly ? "false" : "true")]
                : [("container", record.Id.Hex)];
            volumes.Tell(mount.Source, action, details);
        }
    }

    private ContainerMount Prepare(ContainerId id, MountSpec mount, Snapshot snapshot) => mount.Kind switch
    {
        MountKind.Tmpfs => new()
        {
            Destination = mount.Target, Type = "tmpfs", Source = "tmpfs",
            Options = ["nosuid", "nodev", "noexec", .. mount.Options, .. mount.ReadOnly ? ["ro"] : Array.Empty<string>()],
        },
        MountKind.Volume => Bind(mount, VolumePath(id, mount, snapshot)),
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

    private string VolumePath(ContainerId id, MountSpec mount, Snapshot snapshot)
    {
        var path = mounts.Open(volumes.Create(mount.Source, mount.VolumeLabels, mount.VolumeOptions));
        if (mount.Subpath.Length > 0)
        {
            var folder = OpenSubpath(path, mount.Subpath);
            _held.GetOrAdd(id, _ => []).Add(folder);
            return $"/proc/{Environment.ProcessId}/fd/{folder.Number}";
        }

        if (mount.CopyUp)
        {
            VolumeFill.FillIfEmpty(path, snapshot, mount.Target);
        }

        return path;
    }

    private static FileDescriptor OpenSubpath(string volume, string subpath)
    {
        using var root = Kernel.Open(volume, OpenFlags.PathOnly | Kernel.DirectoryOnly);
        return Kernel.TryOpenAt2(root, subpath, OpenFlags.PathOnly, ResolveFlags.InRoot | ResolveFlags.NoMagicLinks, out var errno)
            ?? throw new InvalidException($"cannot access path {Path.Combine(volume, subpath)}: {ErrnoText.Of(errno).ToLowerInvariant()}");
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
