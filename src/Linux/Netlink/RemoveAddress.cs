namespace Gantry.Linux.Netlink;

/// <summary>Takes an address from an interface.</summary>
public sealed record RemoveAddress(int Index, InterfaceAddress Address) : NetlinkRequest
{
    internal override string Call => "RTM_DELADDR";

    internal override string Subject => Address.ToString();

    internal override void Write(ref MessageBuilder message)
    {
        message.Begin(MessageType.DeleteAddress, MessageFlags.Acknowledge);
        message.Append(new AddressMessage
        {
            Family = InterfaceAddress.FamilyOf(Address.Address),
            PrefixLength = (byte)Address.PrefixLength,
            Index = Index,
        });
        message.Attribute(AddressMessage.LocalAttribute, Address.Address);
        message.End();
    }
}
