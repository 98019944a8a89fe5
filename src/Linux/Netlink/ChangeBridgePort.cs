namespace Gantry.Linux.Netlink;

/// <summary>Changes how a bridge treats one of its ports.</summary>
public sealed record ChangeBridgePort : NetlinkRequest
{
    public required InterfaceName Name { get; init; }

    /// <summary>Whether a frame may leave by the port it came in by, as when a container reaches itself by a translated address.</summary>
    public required bool Hairpin { get; init; }

    internal override string Call => "RTM_NEWLINK";

    internal override string Subject => $"{Name} (bridge port)";

    internal override void Write(ref MessageBuilder message)
    {
        message.Begin(MessageType.NewLink, MessageFlags.Acknowledge);
        message.Append(default(LinkMessage));
        message.Attribute(LinkAttribute.Name, Name.ToString());
        var kinds = message.BeginNest(LinkAttribute.Kinds);
        message.Attribute(LinkAttribute.PortKind, "bridge");
        var data = message.BeginNest(LinkAttribute.PortData);
        message.Attribute(LinkAttribute.PortHairpin, Hairpin ? (byte)1 : (byte)0);
        message.EndNest(data);
        message.EndNest(kinds);
        message.End();
    }
}
