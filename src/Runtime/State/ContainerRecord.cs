using Gantry.Runtime.Cgroups;

namespace Gantry.Runtime.State;

/// <summary>What later commands must know of a container: the content of its <c>state.json</c>.</summary>
internal sealed record ContainerRecord
{
    public required string Id { get; init; }
    public required string OciVersion { get; init; }
    public required string Bundle { get; init; }
    public required string Rootfs { get; init; }

    /// <summary>0 while the container is being created.</summary>
    public int Pid { get; init; }

    /// <summary>The process's start, in clock ticks since boot: tells it from a later one with the same number.</summary>
    /// <remarks>proc_pid_stat(5) field 22</remarks>
    public long StartTicks { get; init; }

    /// <summary>RFC 3339, UTC.</summary>
    public required string Created { get; init; }

    public required CgroupLocation Cgroup { get; init; }

    /// <summary>Whether the container's processes end with its first one.</summary>
    public bool HasPidNamespace { get; init; }

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
}
