using Gantry.Containers.Snapshots;
using Gantry.Containers.Users;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Containers.Lifecycle.Spec;

/// <summary>All that a container's runtime configuration is made from.</summary>
internal sealed record SpecContext
{
    /// <summary>The empty folder in the bundle that the root is mounted on, in the container's own mount namespace.</summary>
    public const string RootFolder = "rootfs";

    public required ContainerRecord Record { get; init; }
    public required ResolvedUser User { get; init; }
    public required Snapshot Snapshot { get; init; }

    /// <summary>To make or to join.</summary>
    public required IReadOnlyList<LinuxNamespace> Namespaces { get; init; }

    /// <summary>The mounts that the user asked for, by their paths on the host.</summary>
    public required IReadOnlyList<ContainerMount> Mounts { get; init; }

    /// <summary>/etc/hosts and its like.</summary>
    public required IReadOnlyList<ContainerMount> HostFiles { get; init; }

    /// <summary>What of the host is the container's /dev/shm; null makes one for it alone.</summary>
    public string? SharedMemory { get; init; }

    /// <summary>The container's own group.</summary>
    public required string Cgroup { get; init; }

    /// <summary>The first process that a container may ask for.</summary>
    public required string InitPath { get; init; }

    /// <summary>What is told of containers that are linked to.</summary>
    public IReadOnlyList<string> LinkVariables { get; init; } = [];

    public ContainerSpec Spec => Record.Spec;
}
