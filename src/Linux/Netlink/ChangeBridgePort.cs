namespace Gantry.Linux.Netlink;

/// <summary>Changes how a bridge treats one of its ports: what is not null, the rest stays.</summary>
public sealed record ChangeBridgePort : NetlinkRequest
{
    private const byte DisabledState = 0;
    private const byte ForwardingState = 3;

    public required InterfaceName Name { get; init; }

    /// <summary>Whether a frame may leave by the port it came in by, as when a container reaches itself by a translated address.</summary>
    public bool? Hairpin { get; init; }

    /// <summary>Whether frames go from this port to no other isolated one, only to those that are not, and to the bridge itself.</summary>
    public bool? Isolated { get; init; }

    /// <summary>Whether frames pass at all; false acts at once, where taking the port away waits for an RCU grace period.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether the bridge forgets which addresses are behind the port.</summary>
    public bool Flush { get; init; }

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
        if (Hairpin is { } hairpin)
        {
            message.Attribute(LinkAttribute.PortHairpin, hairpin ? (byte)1 : (byte)0);
        }

        if (Isolated is { } isolated)
        {
            message.Attribute(LinkAttribute.PortIsolated, isolated ? (byte)1 : (byte)0);
        }

        if (Enabled is { } enabled)
        {
            message.Attribute(LinkAttribute.PortState, enabled ? ForwardingState : DisabledState);
        }

        if (Flush)
        {
            message.Attribute(LinkAttribute.PortFlush, []);
        }

        message.EndNest(data);
        message.EndNest(kinds);
        message.End();
    }
}
