namespace Gantry.Oci.RuntimeSpec;

/// <summary>What <c>state</c> answers and what hooks read.</summary>
/// <remarks>runtime-spec runtime.md "State"</remarks>
public sealed record ContainerState
{
    public required string OciVersion { get; init; }
    public required string Id { get; init; }

    /// <summary>creating, created, running, paused or stopped.</summary>
    public required string Status { get; init; }

    /// <summary>In the runtime's own pid namespace; 0 once the container has stopped.</summary>
    public int Pid { get; init; }

    public required string Bundle { get; init; }
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Where the container's root is on the host. Beyond the specification, as runc answers it.</summary>
    public string? Rootfs { get; init; }

    /// <summary>RFC 3339. Beyond the specification, as runc answers it.</summary>
    public string? Created { get; init; }

    public string? Owner { get; init; }
}
