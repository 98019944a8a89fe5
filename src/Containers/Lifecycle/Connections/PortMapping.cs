using System.Net;
using Gantry.Containers.Networks.Ports;
using Gantry.Linux;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>A container's ports, as they are recorded and as the network knows them.</summary>
internal static class PortMapping
{
    public static PortRequest ToRequest(PortSpec port)
    {
        var request = new PortRequest
        {
            Protocol = Protocol(port.Protocol),
            ContainerPort = (ushort)port.ContainerPort,
            HostPorts = port.FirstHostPort > 0 ? new PortRange((ushort)port.FirstHostPort, (ushort)port.LastHostPort) : null,
        };
        return port.HostAddress.Length > 0 ? request with { HostAddresses = [IPAddress.Parse(port.HostAddress)] } : request;
    }

    public static PublishedPort ToPublished(PortBinding port) =>
        new(port.Protocol.Written(), port.ContainerPort, port.HostAddress.ToString(), port.HostPort);

    public static PortBinding ToBinding(PublishedPort port) => new()
    {
        Protocol = Protocol(port.Protocol),
        ContainerPort = (ushort)port.ContainerPort,
        HostAddress = IPAddress.Parse(port.HostAddress),
        HostPort = (ushort)port.HostPort,
    };

    private static IpProtocol Protocol(string text) => ProtocolNames.Read(text) ?? throw new InvalidException($"invalid proto: {text}");
}
