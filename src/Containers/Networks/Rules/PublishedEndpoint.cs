using System.Net;
using System.Net.Sockets;
using Gantry.Containers.Networks.Ports;

namespace Gantry.Containers.Networks.Rules;

/// <summary>A container's place on a network and the host ports that lead there.</summary>
public sealed record PublishedEndpoint
{
    public required IPAddress AddressV4 { get; init; }

    public IPAddress? AddressV6 { get; init; }

    public required IReadOnlyList<PortBinding> Ports { get; init; }

    /// <summary>The container's address that packets to a host address can be translated to; null where only the shim's relay gets there.</summary>
    internal IPAddress? TargetOf(PortBinding port) => port.HostAddress.AddressFamily switch
    {
        AddressFamily.InterNetwork => AddressV4,
        // Linux translates no packet for ::1 to anywhere else: IPv6 has no route_localnet.
        AddressFamily.InterNetworkV6 when !IPAddress.IsLoopback(port.HostAddress) => AddressV6,
        _ => null,
    };
}
