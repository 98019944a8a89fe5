using System.Net;
using System.Runtime.InteropServices;

namespace Gantry.Linux.Netlink;

/// <summary>An address and the interface that has it.</summary>
public sealed record AssignedAddress(int Index, InterfaceAddress Address);

/// <summary>Reads the addresses of a network namespace, of both families.</summary>
public static class Addresses
{
    public static IReadOnlyList<AssignedAddress> List(RouteSocket socket) => socket.Dump(new GetAddresses(), Parse);

    private static AssignedAddress? Parse(ReadOnlySpan<byte> payload)
    {
        var message = MemoryMarshal.Read<AddressMessage>(payload);
        var attributes = new AttributeReader(payload[AddressMessage.Size..]);
        IPAddress? local = null;
        IPAddress? address = null;
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case AddressMessage.LocalAttribute:
                    local = attributes.Address;
                    break;
                case AddressMessage.AddressAttribute:
                    address = attributes.Address;
                    break;
            }
        }

        // On a point-to-point link the address attribute is the other side's; IPv6 has mostly no local attribute.
        return (local ?? address) is { } own ? new AssignedAddress(message.Index, new InterfaceAddress(own, message.PrefixLength)) : null;
    }

    private sealed record GetAddresses : NetlinkRequest
    {
        internal override string Call => "RTM_GETADDR";

        internal override string Subject => "all addresses";

        internal override void Write(ref MessageBuilder message)
        {
            message.Begin(MessageType.GetAddress, MessageFlags.Dump);
            message.Append(default(AddressMessage));
            message.End();
        }
    }
}
