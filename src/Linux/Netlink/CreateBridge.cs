namespace Gantry.Linux.Netlink;

/// <summary>Creates a bridge, down and without ports or address.</summary>
public sealed record CreateBridge : NetlinkRequest
{
    public required InterfaceName Name { get; init; }

    /// <summary>A bridge without a set address takes the lowest of its ports', and changes it as they come and go.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>In bytes; null is 1500.</summary>
    public int? Mtu { get; init; }

    internal override string Call => "RTM_NEWLINK";

    internal override string Subject => $"{Name} (bridge)";

    internal override void Write(ref MessageBuilder message)
    {
        message.Begin(MessageType.NewLink, MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Exclusive);
        message.Append(default(LinkMessage));
        message.Attribute(LinkAttribute.Name, Name.ToString());
        if (Mac is { } mac)
        {
            message.Attribute(LinkAttribute.Address, mac);
        }

        if (Mtu is { } mtu)
        {
            message.Attribute(LinkAttribute.Mtu, (uint)mtu);
        }

        var kinds = message.BeginNest(LinkAttribute.Kinds);
        message.Attribute(LinkAttribute.Kind, "bridge");
        message.EndNest(kinds);
        message.End();
    }
}
