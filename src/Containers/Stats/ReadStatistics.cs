using Gantry.Containers.Instances;
using Gantry.Containers.Lifecycle;
using Gantry.Linux.Cgroups;

namespace Gantry.Containers.Stats;

/// <summary>Reads what a container uses. Nothing is read unless somebody asks.</summary>
public sealed class ReadStatistics
{
    private readonly Instance _instance;
    private readonly TimeProvider _time;

    internal ReadStatistics(Instance instance, TimeProvider time) => (_instance, _time) = (instance, time);

    /// <summary>Up to now; null where it does not run.</summary>
    public ContainerStatistics? Execute(Container container)
    {
        var record = container.Record;
        if (!record.State.IsRunning)
        {
            return null;
        }

        try
        {
            var (nanoseconds, count) = HostProcessors.Read();
            return new ContainerStatistics
            {
                Time = _time.GetUtcNow(),
                Group = Read(_instance.CgroupOf(record)),
                SystemNanoseconds = nanoseconds,
                Processors = count,
                HostMemory = HostProcessors.Memory(),
                Interfaces = record.Spec.Network.Mode == NetworkMode.Host ? null : NetworkInterfaces.Of(record.State.Pid),
            };
        }
        catch (IOException) when (!container.Record.State.IsRunning)
        {
            // It ended while we read.
            return null;
        }
    }

    private static CgroupStatistics Read(string path)
    {
        var hierarchies = CgroupHierarchies.Current;
        if (hierarchies is { IsUnifiedOnly: true, Unified: { } unified })
        {
            using var group = CgroupDirectory.Open(unified.Below(path));
            return UnifiedStatistics.Read(group);
        }

        using var cpu = Open(hierarchies, "cpu", path);
        using var cpuacct = Open(hierarchies, "cpuacct", path);
        using var memory = Open(hierarchies, "memory", path);
        using var pids = Open(hierarchies, "pids", path);
        using var blockIo = Open(hierarchies, "blkio", path);
        return new CgroupStatistics
        {
            Cpu = cpuacct is null ? null : LegacyStatistics.Cpu(cpu, cpuacct),
            Memory = memory is null ? null : LegacyStatistics.Memory(memory),
            Pids = pids is null ? null : UnifiedStatistics.Pids(pids),
            BlockIo = blockIo is null ? null : LegacyStatistics.BlockIo(blockIo),
        };
    }

    private static CgroupDirectory? Open(CgroupHierarchies hierarchies, string controller, string path) =>
        hierarchies.Find(controller) is { } hierarchy ? CgroupDirectory.TryOpen(hierarchy.Below(path)) : null;
}
