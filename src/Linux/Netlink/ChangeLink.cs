namespace Gantry.Linux.Netlink;

/// <summary>Changes of a link what is not null, leaves the rest.</summary>
public sealed record ChangeLink : NetlinkRequest
{
    /// <summary>The loopback interface, in every namespace.</summary>
    public const int LoopbackIndex = 1;

    /// <summary>The link's number; null where <see cref="Name"/> says which.</summary>
    public int? Index { get; init; }

    /// <summary>Which link, where <see cref="Index"/> is null; else its new name, which only a link that is down can be given.</summary>
    public InterfaceName? Name { get; init; }

    public bool? Up { get; init; }

    /// <summary>The bridge it becomes a port of; 0 takes it out of its bridge.</summary>
    public int? MasterIndex { get; init; }

    public int? Mtu { get; init; }

    public MacAddress? Mac { get; init; }

    /// <summary>The network namespace it moves to, open.</summary>
    public FileDescriptor? Namespace { get; init; }

    internal override string Call => "RTM_SETLINK";

    internal override string Subject => Name?.ToString() ?? $"link {Index}";

    internal override void Write(ref MessageBuilder message)
    {
        message.Begin(MessageType.SetLink, MessageFlags.Acknowledge);
        message.Append(new LinkMessage
        {
            Index = Index ?? 0,
            Flags = Up == true ? LinkMessage.UpFlag : 0,
            Change = Up is null ? 0 : LinkMessage.UpFlag,
        });
        if (Name is { } name)
        {
            message.Attribute(LinkAttribute.Name, name.ToString());
        }

        if (MasterIndex is { } master)
        {
            message.Attribute(LinkAttribute.Master, (uint)master);
        }

        if (Mtu is { } mtu)
        {
            message.Attribute(LinkAttribute.Mtu, (uint)mtu);
        }

        if (Mac is { } mac)
        {
            message.Attribute(LinkAttribute.Address, mac);
        }

        if (Namespace is { } place)
        {
            message.Attribute(LinkAttribute.NamespaceDescriptor, (uint)place.Number);
        }

        message.End();
    }
}
