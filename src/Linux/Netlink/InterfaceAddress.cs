using System.Net;
using System.Net.Sockets;

namespace Gantry.Linux.Netlink;

/// <summary>An address of an interface and the length of its network's prefix, such as <c>172.17.0.2/16</c>.</summary>
public readonly record struct InterfaceAddress(IPAddress Address, int PrefixLength)
{
    /// <summary>The network that the address is in.</summary>
    public IPNetwork Network => new(Masked(Address, PrefixLength), PrefixLength);

    public override string ToString() => $"{Address}/{PrefixLength}";

    /// <summary>AF_INET or AF_INET6 as the kernel numbers it: .NET numbers the latter differently.</summary>
    internal static byte FamilyOf(IPAddress address) => (byte)(address.AddressFamily == AddressFamily.InterNetworkV6 ? 10 : 2);

    private static IPAddress Masked(IPAddress address, int prefixLength)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var bits = Math.Clamp(prefixLength - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xff00 >> bits);
        }

        return new IPAddress(bytes);
    }
}
