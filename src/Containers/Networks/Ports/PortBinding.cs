using System.Net;
using Gantry.Linux;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Networks.Ports;

/// <summary>A port of the host that leads to one of a container.</summary>
public sealed record PortBinding
{
    public required IpProtocol Protocol { get; init; }

    public required IPAddress HostAddress { get; init; }

    public required ushort HostPort { get; init; }

    public required ushort ContainerPort { get; init; }

    /// <summary>What the container's shim is told, so that it binds the port and relays what packet rules cannot forward.</summary>
    public HeldPort Hold(IPAddress containerAddress) => new()
    {
        Protocol = Protocol.Written(),
        HostAddress = HostAddress.ToString(),
        HostPort = HostPort,
        ContainerAddress = containerAddress.ToString(),
        ContainerPort = ContainerPort,
    };
}
