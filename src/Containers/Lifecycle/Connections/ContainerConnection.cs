using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>A container's connection for one run.</summary>
internal sealed record ContainerConnection
{
    /// <summary>The network namespace to join; empty makes one, null stays in the host's.</summary>
    public required string? NamespacePath { get; init; }

    /// <summary>Its places on networks.</summary>
    public IReadOnlyList<EndpointRecord> Endpoints { get; init; } = [];

    /// <summary>Host ports for the shim to hold.</summary>
    public IReadOnlyList<HeldPort> HeldPorts { get; init; } = [];
}
