using Gantry.Containers.Events;

namespace Gantry.Containers.Lifecycle;

/// <summary>Changes containers: in memory, on disk, and for those who listen.</summary>
internal sealed class ContainerJournal(ContainerTable table, EventBus events)
{
    /// <summary>Ends when the change is durable.</summary>
    public Task CommitAsync(Container container, ContainerRecord record)
    {
        container.Replace(record);
        return table.SaveAsync(record);
    }

    /// <summary>For what a restart finds out anyway: written soon, and in order.</summary>
    public Task NoteAsync(Container container, ContainerRecord record)
    {
        container.Replace(record);
        return table.EnqueueAsync(record);
    }

    public Task ForgetAsync(ContainerId id) => table.DeleteAsync(id);

    public void Tell(Container container, string action, params ReadOnlySpan<(string Key, string Value)> details)
    {
        var record = container.Record;
        var attributes = new Dictionary<string, string>(record.Labels) { ["image"] = record.ImageName, ["name"] = record.Name };
        foreach (var (key, value) in details)
        {
            attributes[key] = value;
        }

        events.Publish("container", action, record.Id.Hex, attributes);
    }
}
