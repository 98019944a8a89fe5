namespace Gantry.Linux.Netlink;

/// <summary>Deletes a link; with one end of a veth pair goes the other.</summary>
public sealed record DeleteLink(InterfaceName Name) : NetlinkRequest
{
    internal override string Call => "RTM_DELLINK";

    internal override string Subject => Name.ToString();

    internal override void Write(ref MessageBuilder message)
    {
        message.Begin(MessageType.DeleteLink, MessageFlags.Acknowledge);
        message.Append(default(LinkMessage));
        message.Attribute(LinkAttribute.Name, Name.ToString());
        message.End();
    }
}
