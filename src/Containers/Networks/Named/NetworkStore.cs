using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Networks.Named;

/// <summary>The networks of an instance: one file for each, written before what it says is done.</summary>
public sealed class NetworkStore
{
    public const string DefaultName = "bridge";

    private const int MaxNumber = 999;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, NetworkRecord> _byId = [];
    private readonly HashSet<string> _making = [];
    private readonly HashSet<int> _numbers = [];
    private readonly string _folder;

    /// <summary>Reads those that are there, and makes the three that always are.</summary>
    public NetworkStore(string folder, TimeProvider time)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        foreach (var record in Read(folder))
        {
            _byId[record.Id] = record;
            _numbers.Add(record.Number);
        }

        foreach (var (name, kind) in (ReadOnlySpan<(string, NetworkKind)>)[(DefaultName, NetworkKind.Bridge), ("host", NetworkKind.Host), ("none", NetworkKind.None)])
        {
            if (TryGetByName(name) is null)
            {
                Save(new NetworkRecord { Id = NewId(), Name = name, Created = time.GetUtcNow(), Kind = kind, Predefined = true });
            }
        }
    }

    public IReadOnlyList<NetworkRecord> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _byId.Values.OrderBy(record => record.Created)];
            }
        }
    }

    public NetworkRecord Default => TryGetByName(DefaultName) ?? throw new InvalidOperationException("no default network");

    /// <summary>The bridges of an instance that is not running that do not bear its name.</summary>
    public static IReadOnlyCollection<InterfaceName> NamedBridges(string folder) =>
        Directory.Exists(folder) ? [.. Read(folder).Select(record => record.BridgeName).OfType<string>().Select(name => new InterfaceName(name))] : [];

    public static string NewId() => RandomHex.New();

    /// <summary>Finds a network by id, name, or unique beginning of an id, in this order.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="InvalidException">Several ids begin so.</exception>
    public NetworkRecord Get(string nameOrId)
    {
        lock (_lock)
        {
            if (_byId.TryGetValue(nameOrId, out var exact))
            {
                return exact;
            }

            if (TryGetByName(nameOrId) is { } named)
            {
                return named;
            }

            var found = nameOrId.Length == 0 ? [] : _byId.Values.Where(record => record.Id.StartsWith(nameOrId, StringComparison.Ordinal)).Take(2).ToArray();
            return found switch
            {
                [var only] => only,
                [] => throw new NotFoundException($"network {nameOrId} not found"),
                _ => throw new InvalidException($"network {nameOrId} is ambiguous ({found.Length} matches found based on ID prefix)"),
            };
        }
    }

    public bool TryGet(string id, [NotNullWhen(true)] out NetworkRecord? record)
    {
        lock (_lock)
        {
            return _byId.TryGetValue(id, out record);
        }
    }

    /// <summary>Keeps a name and a bridge's number for a network that is being made.</summary>
    /// <exception cref="ConflictException">The name is taken.</exception>
    internal int Reserve(string name)
    {
        lock (_lock)
        {
            if (TryGetByName(name) is not null || !_making.Add(name))
            {
                throw new ConflictException($"network with name {name} already exists");
            }

            for (var number = 1; number <= MaxNumber; number++)
            {
                if (_numbers.Add(number))
                {
                    return number;
                }
            }

            _making.Remove(name);
            throw new UnavailableException($"there are {MaxNumber} networks already");
        }
    }

    /// <summary>Ends the making that <see cref="Reserve"/> began.</summary>
    internal void EndMaking(string name, int number)
    {
        lock (_lock)
        {
            _making.Remove(name);
            if (TryGetByName(name) is null)
            {
                _numbers.Remove(number);
            }
        }
    }

    internal void Save(NetworkRecord record)
    {
        // By renaming: half a record, after a crash, would keep every later start from reading it.
        var path = PathOf(record.Id);
        using (var file = File.Create(path + ".new"))
        {
            JsonSerializer.Serialize(file, record, NetworkJson.Default.NetworkRecord);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
        lock (_lock)
        {
            _byId[record.Id] = record;
            _numbers.Add(record.Number);
        }
    }

    internal void Remove(NetworkRecord record)
    {
        File.Delete(PathOf(record.Id));
        lock (_lock)
        {
            _byId.Remove(record.Id);
            _numbers.Remove(record.Number);
        }
    }

    private static IEnumerable<NetworkRecord> Read(string folder) => Directory.EnumerateFiles(folder, "*.json")
        .Select(file => JsonSerializer.Deserialize(File.ReadAllBytes(file), NetworkJson.Default.NetworkRecord))
        .OfType<NetworkRecord>();

    private string PathOf(string id) => Path.Combine(_folder, id + ".json");

    private NetworkRecord? TryGetByName(string name)
    {
        lock (_lock)
        {
            return _byId.Values.FirstOrDefault(record => record.Name == name);
        }
    }
}
