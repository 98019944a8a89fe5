namespace Gantry.Linux.Netlink;

/// <summary>One change asked of the kernel by netlink: a message that lays itself out.</summary>
public abstract record NetlinkRequest
{
    /// <summary>The message's name in rtnetlink(7), for errors.</summary>
    internal abstract string Call { get; }

    /// <summary>What the change is about, for errors.</summary>
    internal abstract string Subject { get; }

    /// <summary>Writes what stands between <see cref="MessageBuilder.Begin"/> and <see cref="MessageBuilder.End"/>, both included.</summary>
    internal abstract void Write(ref MessageBuilder message);
}
