using System.Net;
using Gantry.Linux;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Networks.Bridges;

/// <summary>A network whose containers share a bridge on the host, which is also their gateway.</summary>
public sealed class BridgeNetwork
{
    private readonly NamespaceThread _host;
    private readonly RouteSocket _routes;
    private readonly Cables _cables;
    private readonly int _index;
    private readonly int _mtu;
    private readonly Ipam _addressesV4;
    private readonly Ipam? _addressesV6;
    private readonly bool _isInternal;
    private readonly bool _isConnected;

    internal BridgeNetwork(NamespaceThread host, RouteSocket routes, Cables cables, Link bridge, BridgeSpec spec)
    {
        (_host, _routes, _cables, _index, _mtu) = (host, routes, cables, bridge.Index, spec.Mtu);
        Bridge = new InterfaceName(bridge.Name);
        SubnetV4 = spec.SubnetV4 ?? throw new ArgumentException("the subnet was not chosen", nameof(spec));
        GatewayV4 = spec.GatewayV4 ?? throw new ArgumentException("the gateway was not chosen", nameof(spec));
        (_isInternal, _isConnected) = (spec.Internal, spec.Connected);
        _addressesV4 = new Ipam(
            SubnetV4, spec.RangeV4, [GatewayV4, .. spec.Reserved, .. spec.Attachments.Select(attachment => attachment.AddressV4.Address)]);
        if (spec is { SubnetV6: { } subnetV6, GatewayV6: { } gatewayV6 })
        {
            (SubnetV6, GatewayV6) = (subnetV6, gatewayV6);
            _addressesV6 = new Ipam(
                subnetV6, spec.RangeV6, [gatewayV6, .. spec.Reserved, .. spec.Attachments.Select(attachment => attachment.AddressV6?.Address).OfType<IPAddress>()]);
        }
    }

    public InterfaceName Bridge { get; }

    public IPNetwork SubnetV4 { get; }

    public IPAddress GatewayV4 { get; }

    /// <summary>Null where the containers have no IPv6 addresses.</summary>
    public IPNetwork? SubnetV6 { get; }

    public IPAddress? GatewayV6 { get; }

    internal IReadOnlyList<InterfaceAddress> Gateways => SubnetV6 is { } v6 && GatewayV6 is { } gateway
        ? [new(GatewayV4, SubnetV4.PrefixLength), new(gateway, v6.PrefixLength)]
        : [new(GatewayV4, SubnetV4.PrefixLength)];

    /// <summary>Lays a cable from the bridge into a container's namespace, with addresses and routes.</summary>
    /// <param name="place">The container's namespace.</param>
    /// <exception cref="ConflictException">The address that was asked for is taken.</exception>
    /// <exception cref="InvalidException">It is not in the subnet.</exception>
    /// <exception cref="UnavailableException">No address is free.</exception>
    public async Task<Attachment> AttachAsync(NetworkNamespace place, AttachmentRequest request)
    {
        var attachment = Plan(request);
        try
        {
            await _host.Run(place, () => Lay(place, attachment, request));
            return attachment;
        }
        catch
        {
            Detach(attachment);
            throw;
        }
    }

    /// <summary>Cuts the cable, if it is still there, and gives the addresses back; the kernel's cleaning up, which takes it 25 ms, goes on behind.</summary>
    /// <remarks>
    /// Cut means that the bridge lets nothing through and forgets who was there: the next container may have the same addresses at once.
    /// </remarks>
    public void Detach(Attachment attachment)
    {
        var cut = new ChangeBridgePort { Name = attachment.HostInterface, Enabled = false, Flush = true };
        if (_routes.TryExecute(cut, Errno.ENODEV))
        {
            _cables.BeginRemoval(attachment.HostInterface);
        }

        _addressesV4.Release(attachment.AddressV4.Address);
        if (attachment.AddressV6 is { } v6)
        {
            _addressesV6?.Release(v6.Address);
        }
    }

    private Attachment Plan(AttachmentRequest request)
    {
        var v4 = Take(_addressesV4, request.AddressV4);
        IPAddress? v6 = null;
        try
        {
            v6 = _addressesV6 is null ? null : Take(_addressesV6, request.AddressV6);
        }
        catch (RefusalException)
        {
            _addressesV4.Release(v4);
            throw;
        }

        return new Attachment
        {
            HostInterface = Cables.NewName(),
            Name = request.Name,
            Mac = request.Mac ?? MacAddresses.Of(v4),
            AddressV4 = new InterfaceAddress(v4, SubnetV4.PrefixLength),
            GatewayV4 = GatewayV4,
            AddressV6 = v6 is not null && SubnetV6 is { } subnet ? new InterfaceAddress(v6, subnet.PrefixLength) : null,
            GatewayV6 = GatewayV6,
        };
    }

    private static IPAddress Take(Ipam addresses, IPAddress? wanted)
    {
        if (wanted is null)
        {
            return addresses.Allocate();
        }

        addresses.Allocate(wanted);
        return wanted;
    }

    // Runs inside the container's namespace; the host's socket speaks to the host's from anywhere. The near end goes up last: both ends are
    // then up, and the bridge forwards at once, where it would otherwise wait for the kernel's worker to tell it of the carrier.
    private bool Lay(NetworkNamespace place, Attachment attachment, AttachmentRequest request)
    {
        _routes.Execute(new CreateVethPair
        {
            Name = attachment.HostInterface,
            MasterIndex = _index,
            PeerName = attachment.Name,
            PeerNamespace = place.Descriptor,
            PeerMac = attachment.Mac,
            Mtu = _mtu,
        });
        ContainerSide.Configure(attachment, request.DefaultRoute && !_isInternal);
        _routes.Execute(
            new ChangeBridgePort { Name = attachment.HostInterface, Hairpin = request.Hairpin, Isolated = !_isConnected },
            new ChangeLink { Name = attachment.HostInterface, Up = true });
        return true;
    }
}
