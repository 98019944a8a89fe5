using System.Net;
using System.Security.Cryptography;
using System.Text;
using Gantry.Containers.Networks.Bridges;
using Gantry.Containers.Networks.Rules;
using Gantry.Linux.Netlink;

namespace Gantry.Containers.Networks.Named;

/// <summary>What a network's record says of its bridge.</summary>
internal static class NetworkBridges
{
    private const int PrefixV6 = 64;

    /// <summary>The bridge to make, or to find again.</summary>
    public static BridgeSpec Spec(NetworkRecord network, IReadOnlyList<Attachment> attachments)
    {
        var (v4, v6) = (NetworkRecord.PoolOf(network, v6: false), NetworkRecord.PoolOf(network, v6: true));
        return new BridgeSpec
        {
            Number = network.Number,
            Name = network.BridgeName is { } name ? new InterfaceName(name) : null,
            SubnetV4 = Parse(v4?.Subnet),
            GatewayV4 = Address(v4?.Gateway),
            RangeV4 = Parse(v4?.Range),
            SubnetV6 = Parse(v6?.Subnet),
            GatewayV6 = Address(v6?.Gateway),
            RangeV6 = Parse(v6?.Range),
            Reserved = [.. network.Pools.SelectMany(pool => pool.Auxiliary.Values).Select(IPAddress.Parse)],
            Internal = network.Internal,
            Connected = network.Connected,
            Masquerade = network.Masquerade,
            Unprotected = network.Unprotected,
            Mtu = network.Mtu,
            Attachments = attachments,
        };
    }

    /// <summary>Null where its subnet has not been chosen yet.</summary>
    public static BridgeRules? Rules(NetworkRecord network, InstanceNames names) => Spec(network, []) is { SubnetV4: { } v4 } spec
        ? new BridgeRules
        {
            Bridge = spec.Name ?? names.Bridge(network.Number),
            SubnetV4 = v4,
            SubnetV6 = spec.SubnetV6,
            Internal = spec.Internal,
            Masquerade = spec.Masquerade,
            Unprotected = spec.Unprotected,
        }
        : null;

    /// <summary>The record, with the subnets that the bridge was given.</summary>
    public static NetworkRecord Chosen(NetworkRecord network, BridgeNetwork bridge)
    {
        List<NetworkPool> pools = [Fill(NetworkRecord.PoolOf(network, v6: false), bridge.SubnetV4, bridge.GatewayV4)];
        if (bridge is { SubnetV6: { } subnet, GatewayV6: { } gateway })
        {
            pools.Add(Fill(NetworkRecord.PoolOf(network, v6: true), subnet, gateway));
        }

        return network with { Pools = pools };
    }

    /// <summary>A unique local subnet for a network that was given none: the same for the same instance and number.</summary>
    /// <remarks>RFC 4193</remarks>
    public static string LocalSubnetV6(string instanceId, int number)
    {
        var bytes = new byte[16];
        bytes[0] = 0xfd;
        SHA256.HashData(Encoding.UTF8.GetBytes(instanceId)).AsSpan(0, 5).CopyTo(bytes.AsSpan(1));
        (bytes[6], bytes[7]) = ((byte)(number >> 8), (byte)number);
        return new IPNetwork(new IPAddress(bytes), PrefixV6).ToString();
    }

    private static NetworkPool Fill(NetworkPool? pool, IPNetwork subnet, IPAddress gateway) =>
        (pool ?? new NetworkPool { Subnet = subnet.ToString() }) with { Gateway = gateway.ToString() };

    private static IPNetwork? Parse(string? text) => text is null ? null : IPNetwork.Parse(text);

    private static IPAddress? Address(string? text) => text is null ? null : IPAddress.Parse(text);
}
