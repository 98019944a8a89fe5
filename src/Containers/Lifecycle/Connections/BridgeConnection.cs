using System.Net;
using System.Security.Cryptography;
using Gantry.Containers.Networks;
using Gantry.Containers.Networks.Bridges;
using Gantry.Containers.Networks.Ports;
using Gantry.Containers.Networks.Rules;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Netlink;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle.Connections;

/// <summary>One container's namespace, cable and host ports.</summary>
internal sealed class BridgeConnection(HostNetwork host, BridgeNetwork network, string pin)
{
    private const int EndpointIdBytes = 32;

    private Attachment? _attachment;
    private PortReservation? _ports;

    /// <summary>Host ports for the shim to hold.</summary>
    public IReadOnlyList<HeldPort> HeldPorts { get; private set; } = [];

    /// <summary>The connection that a container kept while the daemon was away.</summary>
    public static BridgeConnection TakeUp(HostNetwork host, BridgeNetwork network, string pin, EndpointRecord endpoint) => new(host, network, pin)
    {
        _attachment = AttachmentOf(endpoint),
        _ports = host.Ports.Adopt([.. endpoint.Ports.Select(PortMapping.ToBinding)]),
    };

    /// <summary>A container's place on the bridge, of its record.</summary>
    public static Attachment AttachmentOf(EndpointRecord endpoint) => new()
    {
        HostInterface = new InterfaceName(endpoint.HostInterface),
        Name = new AttachmentRequest().Name,
        Mac = MacAddress.TryParse(endpoint.MacAddress, out var mac) ? mac : default,
        AddressV4 = new InterfaceAddress(endpoint.IpAddress, endpoint.PrefixLength),
        GatewayV4 = IPAddress.Parse(endpoint.Gateway),
    };

    /// <summary>What the packet rules are told of a container that publishes ports.</summary>
    public static PublishedEndpoint Publication(EndpointRecord endpoint) =>
        new() { AddressV4 = endpoint.IpAddress, Ports = [.. endpoint.Ports.Select(PortMapping.ToBinding)] };

    /// <summary>Opens it. What fails half-way is undone by <see cref="CloseAsync"/>.</summary>
    /// <exception cref="ConflictException">A port is taken.</exception>
    public async Task<EndpointRecord> OpenAsync(ContainerRecord record)
    {
        var spec = record.Spec.Network;
        if (spec.Ports.Count > 0)
        {
            _ports = await host.Ports.Reserve([.. spec.Ports.Select(PortMapping.ToRequest)]);
        }

        NetworkNamespace.DeletePin(pin);
        using var place = await host.Namespaces.CreatePinned(pin);
        _attachment = await network.AttachAsync(place, new AttachmentRequest { Mac = ParseMac(spec.MacAddress), Hairpin = spec.Ports.Count > 0 });
        var endpoint = Describe(_attachment, _ports?.Bindings ?? []);
        if (_ports is not null)
        {
            HeldPorts = [.. _ports.Bindings.Select(port => port.Hold(endpoint.IpAddress))];
            await host.Rules.PublishAsync(Publication(endpoint));
        }

        return endpoint;
    }

    public async Task CloseAsync()
    {
        if (_attachment is { } attachment)
        {
            if (_ports is not null)
            {
                await host.Rules.UnpublishAsync(attachment.AddressV4.Address);
            }

            network.Detach(attachment);
        }

        _ports?.Dispose();
        NetworkNamespace.DeletePin(pin);
    }

    private static EndpointRecord Describe(Attachment attachment, IReadOnlyList<PortBinding> ports) => new()
    {
        EndpointId = RandomNumberGenerator.GetHexString(2 * EndpointIdBytes, lowercase: true),
        HostInterface = attachment.HostInterface.ToString(),
        Address = attachment.AddressV4.Address.ToString(),
        PrefixLength = attachment.AddressV4.PrefixLength,
        Gateway = attachment.GatewayV4.ToString(),
        MacAddress = attachment.Mac.ToString(),
        Ports = [.. ports.Select(PortMapping.ToPublished)],
    };

    private static MacAddress? ParseMac(string? text) => text switch
    {
        null => null,
        _ when MacAddress.TryParse(text, out var address) => address,
        _ => throw new InvalidException($"invalid MAC address: {text}"),
    };
}
