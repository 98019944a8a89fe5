using System.Net;
using Gantry.Linux.Netlink;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Networks.Bridges;

/// <summary>Makes Ethernet addresses that cannot be a vendor's: their first byte has the bit for "administered locally".</summary>
internal static class MacAddresses
{
    /// <summary>The same for the same IPv4 address, so that a neighbour who remembers it from before a restart is right: <c>02:42:ac:11:00:02</c>.</summary>
    public static MacAddress Of(IPAddress addressV4)
    {
        var bytes = addressV4.GetAddressBytes();
        return new MacAddress([0x02, 0x42, bytes[0], bytes[1], bytes[2], bytes[3]]);
    }

    public static MacAddress Random()
    {
        var bytes = new byte[MacAddress.Length];
        Kernel.FillRandom(bytes);
        (bytes[0], bytes[1]) = (0x02, 0x42);
        return new MacAddress(bytes);
    }
}
