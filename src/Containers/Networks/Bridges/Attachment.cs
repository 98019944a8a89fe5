using System.Net;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Networks.Bridges;

/// <summary>How a container wants to be on a network.</summary>
public sealed record AttachmentRequest
{
    /// <summary>Of the interface inside.</summary>
    public InterfaceName Name { get; init; } = new("eth0");

    /// <summary>Null takes the lowest free address.</summary>
    public IPAddress? AddressV4 { get; init; }

    /// <summary>As <see cref="AddressV4"/>; means nothing on a network without IPv6.</summary>
    public IPAddress? AddressV6 { get; init; }

    /// <summary>Null makes one of the IPv4 address.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>Whether the container may reach itself by the host ports that lead to it: to be true where it publishes any.</summary>
    public bool Hairpin { get; init; }

    /// <summary>Whether what is for nobody on the network goes by its gateway; false for a container's second network.</summary>
    public bool DefaultRoute { get; init; } = true;
}

/// <summary>A container's place on a network.</summary>
public sealed record Attachment
{
    /// <summary>The end of the cable on the host.</summary>
    public required InterfaceName HostInterface { get; init; }

    /// <summary>The end inside.</summary>
    public required InterfaceName Name { get; init; }

    public required MacAddress Mac { get; init; }

    public required InterfaceAddress AddressV4 { get; init; }

    public required IPAddress GatewayV4 { get; init; }

    public InterfaceAddress? AddressV6 { get; init; }

    public IPAddress? GatewayV6 { get; init; }
}
