using Gantry.Containers.Snapshots;
using Gantry.Containers.Volumes;

namespace Gantry.Containers.Lifecycle;

/// <summary>What a new container is made from.</summary>
public sealed record NewContainer
{
    /// <summary>Null or empty invents a name.</summary>
    public string? Name { get; init; }

    public required string ImageName { get; init; }
    public required Images.Image Image { get; init; }

    /// <summary>Makes the specification, and the door's document, when the id is known: the host name may come from it.</summary>
    public required Func<ContainerId, (ContainerSpec Spec, string Document)> Make { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public required string Door { get; init; }
}

/// <summary>Makes a container without starting anything: a name, a writable snapshot, a record.</summary>
public sealed class CreateContainer
{
    private readonly ContainerStore _store;
    private readonly ContainerJournal _journal;
    private readonly OverlaySnapshots _snapshots;
    private readonly VolumeStore _volumes;
    private readonly ContainerPaths _paths;
    private readonly TimeProvider _time;

    internal CreateContainer(
        ContainerStore store, ContainerJournal journal, OverlaySnapshots snapshots, VolumeStore volumes, ContainerPaths paths, TimeProvider time) =>
        (_store, _journal, _snapshots, _volumes, _paths, _time) = (store, journal, snapshots, volumes, paths, time);

    /// <summary>Makes it.</summary>
    /// <exception cref="ConflictException">The name is taken.</exception>
    public async Task<Container> ExecuteAsync(NewContainer wanted)
    {
        var id = ContainerId.New();
        var name = ReserveName(wanted.Name, id);
        try
        {
            var (spec, document) = wanted.Make(id);
            var container = new Container(new ContainerRecord
            {
                Id = id,
                Name = name,
                Created = _time.GetUtcNow(),
                ImageName = wanted.ImageName,
                Image = wanted.Image.Id,
                Spec = spec,
                Labels = wanted.Labels,
                Door = wanted.Door,
                DoorDocument = document,
            });
            CreateVolumes(spec);
            Directory.CreateDirectory(_paths.Folder(id));

            // Both wait for the disk, so they wait together. A crash that leaves one without the other is undone at the next start.
            var written = _journal.CommitAsync(container, container.Record);
            _snapshots.Prepare(id.Hex, wanted.Image.TopLayer);
            await written;
            _store.Add(container);
            _journal.Tell(container, "create");
            return container;
        }
        catch
        {
            _store.Release(name);
            await _journal.ForgetAsync(id);
            _snapshots.Remove(id.Hex);
            DeleteFolder(_paths.Folder(id));
            throw;
        }
    }

    private void CreateVolumes(ContainerSpec spec)
    {
        foreach (var mount in spec.Mounts.Where(mount => mount.Kind == MountKind.Volume))
        {
            var labels = mount.Anonymous
                ? new Dictionary<string, string>(mount.VolumeLabels ?? new Dictionary<string, string>()) { [VolumeRecord.AnonymousLabel] = "" }
                : mount.VolumeLabels;
            _volumes.Create(mount.Source, labels, mount.VolumeOptions);
        }
    }

    private string ReserveName(string? wanted, ContainerId id)
    {
        if (string.IsNullOrEmpty(wanted))
        {
            return GeneratedName.Reserve(_store, id);
        }

        var name = ContainerName.Parse(wanted);
        _store.Reserve(name, id);
        return name;
    }

    private static void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
