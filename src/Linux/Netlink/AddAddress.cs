namespace Gantry.Linux.Netlink;

/// <summary>Gives an interface an address, and with it the route to the address's network.</summary>
public sealed record AddAddress(int Index, InterfaceAddress Address) : NetlinkRequest
{
    internal override string Call => "RTM_NEWADDR";

    internal override string Subject => Address.ToString();

    internal override void Write(ref MessageBuilder message)
    {
        message.Begin(MessageType.NewAddress, MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Exclusive);
        message.Append(new AddressMessage
        {
            Family = InterfaceAddress.FamilyOf(Address.Address),
            PrefixLength = (byte)Address.PrefixLength,
            Flags = AddressMessage.NoDuplicateDetection,
            Index = Index,
        });
        message.Attribute(AddressMessage.LocalAttribute, Address.Address);
        message.Attribute(AddressMessage.AddressAttribute, Address.Address);
        message.End();
    }
}
