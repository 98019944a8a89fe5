using System.Diagnostics.CodeAnalysis;

namespace Gantry.Containers.Lifecycle;

/// <summary>The containers of this instance, and their names.</summary>
public sealed class ContainerStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Container> _byId = [];
    private readonly Dictionary<string, ContainerId> _names = [];

    public IReadOnlyList<Container> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _byId.Values];
            }
        }
    }

    /// <summary>Finds a container by id, name, or unique beginning of an id, in this order.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="InvalidException">Several ids begin so.</exception>
    public Container Get(string nameOrId)
    {
        var wanted = nameOrId.StartsWith('/') ? nameOrId[1..] : nameOrId;
        lock (_lock)
        {
            if (_byId.TryGetValue(wanted, out var exact))
            {
                return exact;
            }

            if (_names.TryGetValue(wanted, out var named) && _byId.TryGetValue(named.Hex, out var container))
            {
                return container;
            }

            var found = wanted.Length == 0 ? [] : _byId.Where(entry => entry.Key.StartsWith(wanted, StringComparison.Ordinal)).Take(2).ToArray();
            return found switch
            {
                [var only] => only.Value,
                [] => throw new NotFoundException($"No such container: {nameOrId}"),
                _ => throw new InvalidException($"multiple IDs found with provided prefix: {nameOrId}"),
            };
        }
    }

    public bool TryGet(ContainerId id, [NotNullWhen(true)] out Container? container)
    {
        lock (_lock)
        {
            return _byId.TryGetValue(id.Hex, out container);
        }
    }

    /// <summary>Gives a name to one container and to no other.</summary>
    /// <exception cref="ConflictException">Another has it.</exception>
    internal void Reserve(string name, ContainerId id)
    {
        if (!TryReserve(name, id, out var owner))
        {
            throw new ConflictException(
                $"Conflict. The container name \"/{name}\" is already in use by container \"{owner}\". "
                + "You have to remove (or rename) that container to be able to reuse that name.");
        }
    }

    internal bool TryReserve(string name, ContainerId id, out ContainerId owner)
    {
        lock (_lock)
        {
            if (_names.TryGetValue(name, out owner))
            {
                return owner == id;
            }

            _names[name] = id;
            return true;
        }
    }

    internal void Release(string name)
    {
        lock (_lock)
        {
            _names.Remove(name);
        }
    }

    internal void Add(Container container)
    {
        lock (_lock)
        {
            _byId[container.Id.Hex] = container;
        }
    }

    internal void Remove(Container container)
    {
        lock (_lock)
        {
            _byId.Remove(container.Id.Hex);
            _names.Remove(container.Record.Name);
        }
    }
}
