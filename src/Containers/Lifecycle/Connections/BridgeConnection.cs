using System.Net;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Bridges;
using Gantry.Containers.Networks.Named;
using Gantry.Containers.Networks.Ports;
using Gantry.Containers.Networks.Rules;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Netlink;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>One container's namespace, cables and host ports.</summary>
internal sealed class BridgeConnection(HostNetwork host, string pin)
{
    private readonly Dictionary<string, (BridgeNetwork Network, Attachment Attachment)> _places = [];
    private PortReservation? _ports;
    private IPAddress? _published;

    /// <summary>Host ports for the shim to hold.</summary>
    public IReadOnlyList<HeldPort> HeldPorts { get; private set; } = [];

    /// <summary>The connection that a container kept while the daemon was away.</summary>
    public static BridgeConnection TakeUp(
        HostNetwork host, IReadOnlyDictionary<string, BridgeNetwork> networks, string pin, IReadOnlyList<EndpointRecord> endpoints)
    {
        var connection = new BridgeConnection(host, pin);
        foreach (var endpoint in endpoints)
        {
            if (networks.TryGetValue(endpoint.NetworkId, out var network))
            {
                connection._places[endpoint.NetworkId] = (network, AttachmentOf(endpoint));
            }

            if (endpoint.Ports.Count > 0)
            {
                connection._ports = host.Ports.Adopt([.. endpoint.Ports.Select(PortMapping.ToBinding)]);
                connection._published = endpoint.IpAddress;
            }
        }

        return connection;
    }

    /// <summary>A container's place on a bridge, of its record.</summary>
    public static Attachment AttachmentOf(EndpointRecord endpoint) => new()
    {
        HostInterface = new InterfaceName(endpoint.HostInterface),
        Name = new InterfaceName(endpoint.Interface),
        Mac = MacAddress.TryParse(endpoint.MacAddress, out var mac) ? mac : default,
        AddressV4 = new InterfaceAddress(endpoint.IpAddress, endpoint.PrefixLength),
        GatewayV4 = IPAddress.Parse(endpoint.Gateway),
        AddressV6 = endpoint.AddressV6 is { } v6 ? new InterfaceAddress(IPAddress.Parse(v6), endpoint.PrefixLengthV6) : null,
        GatewayV6 = endpoint.GatewayV6 is { } gateway ? IPAddress.Parse(gateway) : null,
    };

    /// <summary>What the packet rules are told of a container that publishes ports.</summary>
    public static PublishedEndpoint Publication(EndpointRecord endpoint) => new()
    {
        AddressV4 = endpoint.IpAddress,
        AddressV6 = endpoint.AddressV6 is { } v6 ? IPAddress.Parse(v6) : null,
        Ports = [.. endpoint.Ports.Select(PortMapping.ToBinding)],
    };

    /// <summary>Takes the container's place on a network.</summary>
    /// <exception cref="ConflictException">The address is taken.</exception>
    public async Task<EndpointRecord> JoinAsync(NetworkRecord network, BridgeNetwork bridge, NetworkMembership wanted, JoinOptions options)
    {
        using var place = NetworkNamespace.Open(pin);
        var attachment = await bridge.AttachAsync(place, new AttachmentRequest
        {
            Name = new InterfaceName(options.Interface),
            AddressV4 = ParseAddress(wanted.AddressV4),
            AddressV6 = bridge.SubnetV6 is null ? null : ParseAddress(wanted.AddressV6),
            Mac = ParseMac(wanted.MacAddress),
            Hairpin = options.Hairpin,
            DefaultRoute = options.IsGateway,
        });
        _places[network.Id] = (bridge, attachment);
        return Describe(network, attachment, options.IsGateway);
    }

    /// <summary>Leaves a network.</summary>
    public async Task LeaveAsync(EndpointRecord endpoint)
    {
        if (_published is { } published && published.Equals(endpoint.IpAddress))
        {
            await host.Rules.UnpublishAsync(published);
            _published = null;
        }

        if (_places.Remove(endpoint.NetworkId, out var place))
        {
            place.Network.Detach(place.Attachment);
        }
    }

    /// <summary>Takes the host ports that are asked for.</summary>
    /// <exception cref="ConflictException">A port is taken.</exception>
    public async Task ReserveAsync(IReadOnlyList<PortSpec> ports)
    {
        if (ports.Count > 0)
        {
            _ports = await host.Ports.Reserve([.. ports.Select(PortMapping.ToRequest)]);
        }
    }

    /// <summary>Leads the host ports that were taken to one of the container's places.</summary>
    public async Task<EndpointRecord> PublishAsync(EndpointRecord endpoint)
    {
        if (_ports is null)
        {
            return endpoint;
        }

        if (_published is { } before && !before.Equals(endpoint.IpAddress))
        {
            await host.Rules.UnpublishAsync(before);
        }

        var published = endpoint with { Ports = [.. _ports.Bindings.Select(PortMapping.ToPublished)] };
        HeldPorts = [.. _ports.Bindings.Select(port => port.Hold(endpoint.IpAddress))];
        await host.Rules.PublishAsync(Publication(published));
        _published = endpoint.IpAddress;
        return published;
    }

    /// <summary>Sends what is for nobody on the container's networks by another of them, or by none.</summary>
    public async Task RouteAsync(EndpointRecord? gateway)
    {
        using var place = NetworkNamespace.Open(pin);
        await host.Namespaces.Run(place, () =>
        {
            ContainerSide.SetDefaultRoute(gateway is null ? null : AttachmentOf(gateway));
            return true;
        });
    }

    public async Task CloseAsync()
    {
        if (_published is { } published)
        {
            await host.Rules.UnpublishAsync(published);
        }

        foreach (var (network, attachment) in _places.Values)
        {
            network.Detach(attachment);
        }

        _places.Clear();
        _ports?.Dispose();
        NetworkNamespace.DeletePin(pin);
    }

    private static EndpointRecord Describe(NetworkRecord network, Attachment attachment, bool isGateway) => new()
    {
        EndpointId = RandomHex.New(),
        NetworkId = network.Id,
        Interface = attachment.Name.ToString(),
        IsGateway = isGateway,
        HostInterface = attachment.HostInterface.ToString(),
        Address = attachment.AddressV4.Address.ToString(),
        PrefixLength = attachment.AddressV4.PrefixLength,
        Gateway = attachment.GatewayV4.ToString(),
        MacAddress = attachment.Mac.ToString(),
        AddressV6 = attachment.AddressV6?.Address.ToString(),
        PrefixLengthV6 = attachment.AddressV6?.PrefixLength ?? 0,
        GatewayV6 = attachment.GatewayV6?.ToString(),
    };

    private static IPAddress? ParseAddress(string? text) => text switch
    {
        null => null,
        _ when IPAddress.TryParse(text, out var address) => address,
        _ => throw new InvalidException($"invalid IP address: {text}"),
    };

    private static MacAddress? ParseMac(string? text) => text switch
    {
        null => null,
        _ when MacAddress.TryParse(text, out var address) => address,
        _ => throw new InvalidException($"invalid MAC address: {text}"),
    };
}

/// <summary>How a container takes its place on a network.</summary>
/// <param name="Interface">The name of its end of the cable.</param>
/// <param name="IsGateway">Whether it leads out.</param>
/// <param name="Hairpin">Whether the container publishes ports, by which it may reach itself.</param>
internal readonly record struct JoinOptions(string Interface, bool IsGateway, bool Hairpin);
