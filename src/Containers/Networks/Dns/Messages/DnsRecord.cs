using System.Net;
using System.Net.Sockets;

namespace Gantry.Containers.Networks.Dns.Messages;

/// <summary>An answer of a zone: a record of the name that was asked for.</summary>
/// <param name="Type">What <paramref name="Data"/> is.</param>
/// <param name="TimeToLive">How long it may be kept, in seconds.</param>
/// <param name="Data">As it is sent, uncompressed.</param>
public sealed record DnsRecord(DnsType Type, uint TimeToLive, ReadOnlyMemory<byte> Data)
{
    public static DnsRecord OfAddress(IPAddress address, uint timeToLive) =>
        new(address.AddressFamily == AddressFamily.InterNetworkV6 ? DnsType.Aaaa : DnsType.A, timeToLive, address.GetAddressBytes());

    public static DnsRecord OfPointer(DnsName name, uint timeToLive) => new(DnsType.Pointer, timeToLive, name.Wire.ToArray());
}
