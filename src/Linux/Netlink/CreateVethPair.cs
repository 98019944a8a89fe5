namespace Gantry.Linux.Netlink;

/// <summary>Creates both ends of a virtual cable, each down, the far one in another network namespace from the start.</summary>
/// <remarks>Creating it there saves the move, which waits for an RCU grace period. veth(4)</remarks>
public sealed record CreateVethPair : NetlinkRequest
{
    public required InterfaceName Name { get; init; }

    /// <summary>The bridge that the near end becomes a port of; null for none.</summary>
    public int? MasterIndex { get; init; }

    public required InterfaceName PeerName { get; init; }

    /// <summary>The namespace of the far end, open; null is that of the near one.</summary>
    public FileDescriptor? PeerNamespace { get; init; }

    /// <summary>Null lets the kernel make one up.</summary>
    public MacAddress? PeerMac { get; init; }

    /// <summary>Of both ends, in bytes; null is 1500.</summary>
    public int? Mtu { get; init; }

    internal override string Call => "RTM_NEWLINK";

    internal override string Subject => $"{Name} (veth)";

    internal override void Write(ref MessageBuilder message)
    {
        message.Begin(MessageType.NewLink, MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Exclusive);
        message.Append(default(LinkMessage));
        message.Attribute(LinkAttribute.Name, Name.ToString());
        WriteMtu(ref message);
        if (MasterIndex is { } master)
        {
            message.Attribute(LinkAttribute.Master, (uint)master);
        }

        var kinds = message.BeginNest(LinkAttribute.Kinds);
        message.Attribute(LinkAttribute.Kind, "veth");
        var data = message.BeginNest(LinkAttribute.Data);
        WritePeer(ref message);
        message.EndNest(data);
        message.EndNest(kinds);
        message.End();
    }

    private void WritePeer(ref MessageBuilder message)
    {
        var peer = message.BeginNest(LinkAttribute.VethPeer);
        message.Append(default(LinkMessage));
        message.Attribute(LinkAttribute.Name, PeerName.ToString());
        WriteMtu(ref message);
        if (PeerMac is { } mac)
        {
            message.Attribute(LinkAttribute.Address, mac);
        }

        if (PeerNamespace is { } place)
        {
            message.Attribute(LinkAttribute.NamespaceDescriptor, (uint)place.Number);
        }

        message.EndNest(peer);
    }

    private void WriteMtu(ref MessageBuilder message)
    {
        if (Mtu is { } mtu)
        {
            message.Attribute(LinkAttribute.Mtu, (uint)mtu);
        }
    }
}
