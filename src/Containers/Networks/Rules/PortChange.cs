using System.Collections.Immutable;
using Gantry.Linux;

namespace Gantry.Containers.Networks.Rules;

/// <summary>How the elements of published ports change.</summary>
internal sealed record PortChange(ImmutableHashSet<PortElement> Removed, ImmutableHashSet<PortElement> Added)
{
    public bool IsEmpty => Removed.IsEmpty && Added.IsEmpty;

    /// <summary>The host's UDP ports that lead elsewhere from now on.</summary>
    public IReadOnlySet<ushort> UdpPorts => Removed.Concat(Added)
        .Where(element => element is { Protocol: IpProtocol.Udp, IsTranslation: true })
        .Select(element => element.Port)
        .ToHashSet();

    /// <summary>From what was published for an endpoint, to what is to be; null is nothing.</summary>
    public static PortChange Between(PublishedEndpoint? before, PublishedEndpoint? after)
    {
        var (old, wanted) = (PortElement.Of(before), PortElement.Of(after));
        return new PortChange(old.Except(wanted), wanted.Except(old));
    }
}
