using System.Net;
using Gantry.Linux;

namespace Gantry.Containers.Networks.Ports;

/// <summary>The wish to reach a container's port by one of the host.</summary>
public sealed record PortRequest
{
    public required IpProtocol Protocol { get; init; }

    public required ushort ContainerPort { get; init; }

    /// <summary>The host's addresses by which it is to be reached, all with the same port. <c>0.0.0.0</c> and <c>::</c> are all of a family.</summary>
    public IReadOnlyList<IPAddress> HostAddresses { get; init; } = [IPAddress.Any, IPAddress.IPv6Any];

    /// <summary>Null takes one of the host's ephemeral ports.</summary>
    public PortRange? HostPorts { get; init; }
}
