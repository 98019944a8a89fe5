using System.Net;
using Gantry.Containers.Lifecycle;
using Gantry.Containers.Networks.Dns.Messages;

namespace Gantry.Containers.Networks.Dns;

/// <summary>The names and addresses of the containers that share a user network with who asks. What it does not know it leaves to others.</summary>
public sealed class ContainerZone(INetworkNames names) : IDnsZone
{
    /// <summary>How long an answer may be kept, in seconds; Docker's.</summary>
    private const uint TimeToLive = 600;

    private int _turn;

    public ZoneAnswer? Answer(ContainerId asker, DnsQuestion question) => question switch
    {
        { Class: not DnsQuestion.Internet } => null,
        { Type: DnsType.Pointer } when ReverseName.TryParse(question.Name) is { } address => Reverse(asker, address),
        _ => Forward(asker, question),
    };

    private ZoneAnswer? Forward(ContainerId asker, DnsQuestion question)
    {
        var found = names.Find(asker, question.Name.ToString());
        if (found.Count == 0)
        {
            return null;
        }

        var records = found.Select(address => DnsRecord.OfAddress(address, TimeToLive)).Where(record => record.Type == question.Type).ToArray();
        return new ZoneAnswer(NameExists: true, Rotate(records));
    }

    private ZoneAnswer? Reverse(ContainerId asker, IPAddress address) =>
        names.Reverse(asker, address) is { } name && DnsName.TryParse(name) is { } target
            ? new ZoneAnswer(NameExists: true, [DnsRecord.OfPointer(target, TimeToLive)])
            : null;

    // Containers of one alias are to share the work: most clients take the first.
    private DnsRecord[] Rotate(DnsRecord[] records)
    {
        if (records.Length < 2)
        {
            return records;
        }

        var first = (int)((uint)Interlocked.Increment(ref _turn) % (uint)records.Length);
        return [.. records[first..], .. records[..first]];
    }
}
