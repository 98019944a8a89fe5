using Gantry.Containers.Lifecycle;
using Gantry.Containers.Networks.Dns.Messages;

namespace Gantry.Containers.Networks.Dns;

/// <summary>Names that are answered here, and by nobody else.</summary>
public interface IDnsZone
{
    /// <summary>Answers a question as the asking container may know it; null where it is not this zone's to answer.</summary>
    ZoneAnswer? Answer(ContainerId asker, DnsQuestion question);
}

/// <summary>What a zone says.</summary>
/// <param name="NameExists">A name that does not exist has no records of any type; one that exists may have none of the type that was asked for.</param>
/// <param name="Records">In the order in which they are sent.</param>
public sealed record ZoneAnswer(bool NameExists, IReadOnlyList<DnsRecord> Records)
{
    public static ZoneAnswer NoSuchName { get; } = new(NameExists: false, []);
}
