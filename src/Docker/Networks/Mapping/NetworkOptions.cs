using System.Globalization;
using System.Net;
using Gantry.Containers;
using Gantry.Containers.Networks.Named;
using Gantry.Docker.Networks.Shapes;
using Gantry.Linux.Netlink;

namespace Gantry.Docker.Networks.Mapping;

/// <summary>What a create says, in the engine's words.</summary>
internal static class NetworkOptions
{
    private const string Bridge = "com.docker.network.bridge.";
    private const string Mtu = "com.docker.network.driver.mtu";

    /// <exception cref="InvalidException">Something cannot be understood.</exception>
    /// <exception cref="ForbiddenException">It cannot be made by anybody.</exception>
    /// <exception cref="UnsupportedException">It is not there.</exception>
    public static NetworkRecord Read(NetworkCreateRequest request)
    {
        RefuseDriver(request.Driver);
        Refuse(request.Ingress, "ingress networks: swarm mode is not part of Gantry");
        Refuse(request.Scope is { Length: > 0 } and not "local", $"networks of scope {request.Scope}: swarm mode is not part of Gantry");
        Refuse(request.ConfigOnly || request.ConfigFrom?.Network is { Length: > 0 }, "networks that are only a configuration: not there yet");
        Refuse(request.EnableIpv4 == false, "networks without IPv4: not there yet");
        Refuse(request.Ipam?.Driver is { Length: > 0 } and not "default", $"the address driver \"{request.Ipam?.Driver}\": managed plugins are not part of Gantry");
        var options = request.Options ?? new Dictionary<string, string>();
        var mode = options.GetValueOrDefault(Bridge + "gateway_mode_ipv4", "nat");
        Refuse(mode is "routed" or "isolated", $"the gateway mode {mode}: not there yet");
        return new NetworkRecord
        {
            Id = "",
            Name = CheckName(request.Name),
            Created = default,
            Internal = request.Internal,
            Attachable = request.Attachable,
            EnableV6 = request.EnableIpv6 ?? false,
            Pools = [.. (request.Ipam?.Config ?? []).Where(pool => pool.Subnet is { Length: > 0 }).Select(Pool).OrderBy(pool => pool.Subnet.Contains(':'))],
            IpamOptions = request.Ipam?.Options ?? new Dictionary<string, string>(),
            Options = options,
            Labels = request.Labels ?? new Dictionary<string, string>(),
            Connected = Flag(options, "enable_icc"),
            Masquerade = Flag(options, "enable_ip_masquerade"),
            Unprotected = mode switch
            {
                "nat" => false,
                "nat-unprotected" => true,
                _ => throw new InvalidException($"failed to parse {Bridge}gateway_mode_ipv4 value: {mode} (unknown gateway mode {mode})"),
            },
            HostBinding = HostBinding(options),
            Mtu = ReadMtu(options),
            BridgeName = options.GetValueOrDefault(Bridge + "name") switch
            {
                null or "" => null,
                var text when InterfaceName.IsValid(text) => text,
                var text => throw new InvalidException($"invalid interface name: {text}"),
            },
        };
    }

    private static void RefuseDriver(string? driver)
    {
        switch (driver)
        {
            case null or "" or "default" or "bridge":
                return;
            case "host" or "null":
                throw new ForbiddenException($"only one instance of \"{driver}\" network is allowed");
            case "overlay":
                throw new ForbiddenException("This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.");
            case "macvlan" or "ipvlan":
                throw new UnsupportedException($"the network driver \"{driver}\": not there yet");
            default:
                throw new NotFoundException($"could not find plugin {driver} in v1 plugin registry: plugin not found");
        }
    }

    private static string CheckName(string? name) => name switch
    {
        null or "" => throw new InvalidException("invalid name: name is empty"),
        "bridge" or "host" or "none" or "default" => throw new ForbiddenException($"operation is not permitted on predefined {name} network "),
        _ when !char.IsAsciiLetterOrDigit(name[0]) || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '.' or '-')) =>
            throw new InvalidException($"invalid name: \"{name}\": only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed"),
        _ => name,
    };

    private static NetworkPool Pool(IpamPool pool) => new()
    {
        Subnet = Canonical(pool.Subnet ?? ""),
        Range = pool.IpRange is { Length: > 0 } range ? Canonical(range) : null,
        Gateway = pool.Gateway is { Length: > 0 } gateway ? gateway.Split('/')[0] : null,
        Auxiliary = pool.AuxiliaryAddresses ?? new Dictionary<string, string>(),
        Asked = true,
    };

    // The address of a subnet may name a host in it.
    private static string Canonical(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out var address)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > address.GetAddressBytes().Length * 8)
        {
            throw new InvalidException($"invalid subnet {text}: invalid CIDR block notation");
        }

        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), length).ToString();
    }

    private static bool Flag(IReadOnlyDictionary<string, string> options, string name) => options.GetValueOrDefault(Bridge + name, "true").ToLowerInvariant() switch
    {
        "true" or "1" or "t" => true,
        "false" or "0" or "f" => false,
        var text => throw new InvalidException($"failed to parse {Bridge}{name} value: strconv.ParseBool: parsing \"{text}\": invalid syntax"),
    };

    private static string? HostBinding(IReadOnlyDictionary<string, string> options) => options.GetValueOrDefault(Bridge + "host_binding_ipv4") switch
    {
        null or "" => null,
        var text when IPAddress.TryParse(text, out var address) => address.Equals(IPAddress.Any) ? null : text,
        var text => throw new InvalidException($"failed to parse {Bridge}host_binding_ipv4 value: invalid ip address: {text}"),
    };

    private static int ReadMtu(IReadOnlyDictionary<string, string> options) => options.GetValueOrDefault(Mtu) switch
    {
        null or "" or "0" => 1500,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var mtu) && mtu is >= 68 and <= 65535 => mtu,
        var text => throw new InvalidException($"failed to parse {Mtu} value: {text}"),
    };

    private static void Refuse(bool isAsked, string what)
    {
        if (isAsked)
        {
            throw new UnsupportedException(what);
        }
    }
}
