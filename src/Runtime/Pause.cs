using Gantry.Runtime.Cgroups;
using Gantry.Runtime.Cli;
using Gantry.Runtime.State;

namespace Gantry.Runtime;

/// <summary><c>pause</c> and <c>resume</c>: stop every process of a container, and let them go on.</summary>
internal static class Pause
{
    public static OptionSet Options { get; } = new([], []);

    public static int Run(Invocation call)
    {
        var directory = call.States.Open(call.ContainerId);
        var record = directory.Read();
        var status = ContainerStatus.Of(directory, record);
        if (status is not (ContainerStatus.Running or ContainerStatus.Created))
        {
            throw new RuntimeRefusal($"container not running or created: {status}");
        }

        using var cgroup = CgroupPlacement.Reopen(record.Cgroup);
        cgroup.Freeze();
        return 0;
    }

    public static int Resume(Invocation call)
    {
        var directory = call.States.Open(call.ContainerId);
        var record = directory.Read();
        if (ContainerStatus.Of(directory, record) != ContainerStatus.Paused)
        {
            throw new RuntimeRefusal("container not paused");
        }

        using var cgroup = CgroupPlacement.Reopen(record.Cgroup);
        cgroup.Thaw();
        return 0;
    }
}
