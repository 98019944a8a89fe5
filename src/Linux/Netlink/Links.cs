using System.Runtime.InteropServices;

namespace Gantry.Linux.Netlink;

/// <summary>A network interface as the kernel describes it.</summary>
public sealed record Link
{
    public required int Index { get; init; }

    /// <summary>The kernel's own text: other people's interfaces have names that <see cref="InterfaceName"/> refuses.</summary>
    public required string Name { get; init; }

    /// <summary><c>veth</c>, <c>bridge</c> …; null for a device of hardware and for loopback.</summary>
    public string? Kind { get; init; }

    public MacAddress? Mac { get; init; }

    public int Mtu { get; init; }

    public bool IsUp { get; init; }

    /// <summary>The bridge it is a port of; 0 for none.</summary>
    public int MasterIndex { get; init; }

    /// <summary>Whether its bridge sends frames back by it; false where it is no port of one.</summary>
    public bool Hairpin { get; init; }
}

/// <summary>Reads the links of a network namespace.</summary>
public static class Links
{
    public static IReadOnlyList<Link> List(RouteSocket socket) => socket.Dump(new GetLinks(), Parse);

    /// <summary>The link with this name, or null.</summary>
    public static Link? Find(RouteSocket socket, InterfaceName name) =>
        List(socket).FirstOrDefault(link => link.Name == name.ToString());

    private static Link? Parse(ReadOnlySpan<byte> payload)
    {
        var message = MemoryMarshal.Read<LinkMessage>(payload);
        var link = new Link { Index = message.Index, Name = "", IsUp = (message.Flags & LinkMessage.UpFlag) != 0 };
        var attributes = new AttributeReader(payload[LinkMessage.Size..]);
        while (attributes.Next())
        {
            link = attributes.Type switch
            {
                LinkAttribute.Name => link with { Name = attributes.Text },
                LinkAttribute.Address when attributes.Value.Length == MacAddress.Length => link with { Mac = new(attributes.Value) },
                LinkAttribute.Mtu => link with { Mtu = (int)attributes.UInt32 },
                LinkAttribute.Master => link with { MasterIndex = (int)attributes.UInt32 },
                LinkAttribute.Kinds => WithKinds(link, attributes.Value),
                _ => link,
            };
        }

        return link;
    }

    private static Link WithKinds(Link link, ReadOnlySpan<byte> kinds)
    {
        var attributes = new AttributeReader(kinds);
        while (attributes.Next())
        {
            link = attributes.Type switch
            {
                LinkAttribute.Kind => link with { Kind = attributes.Text },
                LinkAttribute.PortData => link with { Hairpin = IsHairpin(attributes.Value) },
                _ => link,
            };
        }

        return link;
    }

    private static bool IsHairpin(ReadOnlySpan<byte> portData)
    {
        var attributes = new AttributeReader(portData);
        while (attributes.Next())
        {
            if (attributes.Type == LinkAttribute.PortHairpin)
            {
                return attributes.Value[0] != 0;
            }
        }

        return false;
    }

    private sealed record GetLinks : NetlinkRequest
    {
        internal override string Call => "RTM_GETLINK";

        internal override string Subject => "all links";

        internal override void Write(ref MessageBuilder message)
        {
            message.Begin(MessageType.GetLink, MessageFlags.Dump);
            message.Append(default(LinkMessage));
            message.End();
        }
    }
}
