namespace Gantry.Containers.Lifecycle;

/// <summary>Gives a container another name.</summary>
public sealed class RenameContainer
{
    private readonly ContainerStore _store;
    private readonly ContainerJournal _journal;

    internal RenameContainer(ContainerStore store, ContainerJournal journal) => (_store, _journal) = (store, journal);

    /// <summary>Takes the new name, and gives the old one back.</summary>
    /// <exception cref="ConflictException">Another container has the name.</exception>
    /// <exception cref="InvalidException">It has the name already, or the name is not allowed.</exception>
    public async Task ExecuteAsync(Container container, string newName, CancellationToken cancellationToken)
    {
        var name = ContainerName.Parse(newName);
        using var turn = await container.EnterAsync(cancellationToken);
        var oldName = container.Record.Name;
        if (name == oldName)
        {
            throw new InvalidException("Renaming a container with the same name as its current name");
        }

        _store.Reserve(name, container.Id);
        try
        {
            await _journal.CommitAsync(container, container.Record with { Name = name });
        }
        catch
        {
            _store.Release(name);
            container.Replace(container.Record with { Name = oldName });
            throw;
        }

        _store.Release(oldName);
        _journal.Tell(container, "rename", ("oldName", $"/{oldName}"));
    }
}
