using System.Net;
using Gantry.Linux;

namespace Gantry.Containers.Networks.Ports;

/// <summary>A host port that a container has.</summary>
internal readonly record struct TakenPort(IpProtocol Protocol, IPAddress Address, ushort Port)
{
    public static TakenPort Of(PortBinding binding) => new(binding.Protocol, binding.HostAddress, binding.HostPort);

    /// <summary>Whether one packet could mean both: all addresses of a family include each of them.</summary>
    public bool Overlaps(TakenPort other) =>
        Port == other.Port && Protocol == other.Protocol && Address.AddressFamily == other.Address.AddressFamily
        && (Address.Equals(other.Address) || IsAll(Address) || IsAll(other.Address));

    private static bool IsAll(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
