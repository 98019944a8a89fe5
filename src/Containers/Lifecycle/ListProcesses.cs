using Gantry.Containers.Instances;
using Gantry.Linux.Cgroups;

namespace Gantry.Containers.Lifecycle;

/// <summary>Lists what runs in a container, as the host sees it.</summary>
public sealed class ListProcesses
{
    private readonly Instance _instance;
    private readonly TimeProvider _time;

    internal ListProcesses(Instance instance, TimeProvider time) => (_instance, _time) = (instance, time);

    /// <summary>Its processes, by rising number.</summary>
    /// <exception cref="ConflictException">It does not run.</exception>
    public IReadOnlyList<ProcessLine> Execute(Container container)
    {
        if (!container.Record.State.IsRunning)
        {
            throw new ConflictException($"container {container.Id} is not running");
        }

        var now = _time.GetUtcNow();
        return [.. Pids(container.Record).Order().Select(pid => ProcessLine.TryRead(pid, now)).OfType<ProcessLine>()];
    }

    private List<int> Pids(ContainerRecord record)
    {
        var hierarchies = CgroupHierarchies.Current;
        var hierarchy = hierarchies.Find("pids") ?? hierarchies.Unified ?? throw new UnsupportedException("this machine counts no processes by group");
        using var group = CgroupDirectory.TryOpen(hierarchy.Below(_instance.CgroupOf(record)));
        return group is null ? [] : CgroupTree.Processes(group);
    }
}
