using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Cgroups;

namespace Gantry.Runtime.State;

/// <summary>Where a container stands, found out from its process, not from what was written down.</summary>
internal static class ContainerStatus
{
    public const string Creating = "creating";
    public const string Created = "created";
    public const string Running = "running";
    public const string Paused = "paused";
    public const string Stopped = "stopped";

    public static string Of(ContainerDirectory directory, ContainerRecord record)
    {
        if (record.Pid == 0)
        {
            return Creating;
        }

        if (!IsAlive(record))
        {
            return Stopped;
        }

        using var cgroup = CgroupPlacement.Reopen(record.Cgroup);
        if (cgroup.IsFrozen)
        {
            return Paused;
        }

        return File.Exists(directory.StartSocket) ? Created : Running;
    }

    /// <summary>Whether the container's first process is still that process, and no zombie.</summary>
    public static bool IsAlive(ContainerRecord record) =>
        ProcessStat.TryRead(record.Pid) is { IsDead: false } stat && stat.StartTicks == record.StartTicks;

    /// <summary>The state as the specification has it.</summary>
    public static ContainerState State(ContainerRecord record, string status) => new()
    {
        OciVersion = record.OciVersion,
        Id = record.Id,
        Status = status,
        Pid = status == Stopped ? 0 : record.Pid,
        Bundle = record.Bundle,
        Rootfs = record.Rootfs,
        Created = record.Created,
        Annotations = record.Annotations,
        Owner = "",
    };
}
