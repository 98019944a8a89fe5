using System.Text.Json;
using Gantry.Containers.Events;
using Gantry.Containers.Instances;
using Gantry.Containers.Snapshots;

namespace Gantry.Containers.Volumes;

/// <summary>Folders that are kept under a name, whichever container uses them.</summary>
public sealed class VolumeStore
{
    private const string Data = "_data";
    private const string RecordFile = "volume.json";
    private const int DoomedBytes = 4;

    private readonly string _folder;
    private readonly EventBus _events;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, VolumeRecord> _volumes = [];

    /// <summary>Reads what is on disk.</summary>
    public VolumeStore(Instance instance, EventBus events, TimeProvider time)
    {
        (_folder, _events, _time) = (Path.Combine(instance.Root, "volumes"), events, time);
        foreach (var folder in Directory.Exists(_folder) ? Directory.GetDirectories(_folder) : [])
        {
            if (Path.GetFileName(folder).StartsWith('.'))
            {
                // Its removal was cut short.
                Directory.Delete(folder, recursive: true);
                continue;
            }

            _volumes[Path.GetFileName(folder)] = Load(folder);
        }
    }

    /// <summary>Every volume, by rising name.</summary>
    public IReadOnlyList<VolumeRecord> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _volumes.Values.OrderBy(volume => volume.Name, StringComparer.Ordinal)];
            }
        }
    }

    /// <exception cref="NotFoundException">There is none of this name.</exception>
    public VolumeRecord Get(string name) => TryGet(name) ?? throw new NotFoundException($"get {name}: no such volume");

    /// <summary>Null where there is none.</summary>
    public VolumeRecord? TryGet(string name)
    {
        lock (_lock)
        {
            return _volumes.GetValueOrDefault(name);
        }
    }

    /// <summary>The folder that containers see, unless the volume's options say otherwise.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name, Data);

    /// <summary>Bytes on disk of its content.</summary>
    public long SizeOf(string name) => SnapshotUsage.Of(PathOf(name)).Bytes;

    /// <summary>Makes the volume where it does not exist; one that exists stays as it is.</summary>
    /// <param name="name">Empty invents one.</param>
    /// <param name="labels">Null where none are wanted.</param>
    /// <param name="options">Of the driver.</param>
    /// <exception cref="InvalidException">The name or an option cannot be.</exception>
    public VolumeRecord Create(string name, IReadOnlyDictionary<string, string>? labels = null, IReadOnlyDictionary<string, string>? options = null)
    {
        var isAnonymous = name.Length == 0;
        var record = new VolumeRecord
        {
            Name = isAnonymous ? VolumeName.New() : name,
            Created = _time.GetUtcNow(),
            Labels = isAnonymous ? new Dictionary<string, string>(labels ?? new Dictionary<string, string>()) { [VolumeRecord.AnonymousLabel] = "" } : labels,
            Options = options is { Count: > 0 } ? options : null,
        };
        lock (_lock)
        {
            if (_volumes.TryGetValue(record.Name, out var known))
            {
                return known;
            }

            VolumeName.Check(record.Name);
            VolumeOptions.Check(record.Name, record.Options);
            Save(record);
            _volumes[record.Name] = record;
        }

        Tell(record.Name, "create");
        return record;
    }

    /// <summary>Removes a volume, with its content, that nobody uses. One that is not there is left at that.</summary>
    internal void Remove(string name)
    {
        var path = Path.Combine(_folder, name);
        var doomed = Path.Combine(_folder, $".{name}.{RandomHex.New(DoomedBytes)}");
        lock (_lock)
        {
            if (!_volumes.Remove(name))
            {
                return;
            }

            VolumeMounts.Unmount(PathOf(name));
            // Out of sight first: what a crash leaves of it is no volume, and nobody waits for what it takes to delete it.
            if (Directory.Exists(path))
            {
                Directory.Move(path, doomed);
            }
        }

        if (Directory.Exists(doomed))
        {
            Directory.Delete(doomed, recursive: true);
        }

        Tell(name, "destroy");
    }

    internal void Tell(string name, string action, params ReadOnlySpan<(string Key, string Value)> details)
    {
        var attributes = new Dictionary<string, string> { ["driver"] = "local" };
        foreach (var (key, value) in details)
        {
            attributes[key] = value;
        }

        _events.Publish("volume", action, name, attributes);
    }

    // The record is renamed into place last: a volume is there with its labels, or not at all.
    private void Save(VolumeRecord record)
    {
        Directory.CreateDirectory(PathOf(record.Name));
        var path = Path.Combine(_folder, record.Name, RecordFile);
        using (var file = File.Create(path + ".new"))
        {
            JsonSerializer.Serialize(file, record, VolumeJson.Default.VolumeRecord);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private static VolumeRecord Load(string folder)
    {
        var path = Path.Combine(folder, RecordFile);
        return File.Exists(path) && JsonSerializer.Deserialize(File.ReadAllBytes(path), VolumeJson.Default.VolumeRecord) is { } record
            ? record
            : new VolumeRecord { Name = Path.GetFileName(folder), Created = new DateTimeOffset(Directory.GetCreationTimeUtc(folder)) };
    }
}
