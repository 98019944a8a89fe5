using Gantry.Containers.Networks.Dns.Forwarding;
using Gantry.Containers.Networks.Dns.Messages;

namespace Gantry.Containers.Networks.Dns;

/// <summary>Answers queries of containers: from the zones, in their order, else as the servers that are asked in their stead do.</summary>
public sealed class DnsServer(IReadOnlyList<IDnsZone> zones, TimeProvider time, string hostResolvConf = "/etc/resolv.conf")
{
    /// <summary>The longest message over TCP, in bytes.</summary>
    public const int MaxMessage = ushort.MaxValue;

    private readonly Forwarder _forwarder = new(new HostServers(hostResolvConf), time);

    /// <summary>Answers a message.</summary>
    /// <param name="asker">Who sent it.</param>
    /// <param name="message">As it came.</param>
    /// <param name="isDatagram">Whether the answer must be as short as the client wants it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where it deserves no answer: it is no query.</returns>
    public async Task<byte[]?> AnswerAsync(DnsAsker asker, ReadOnlyMemory<byte> message, bool isDatagram, CancellationToken cancellationToken)
    {
        if (message.Length < DnsHeader.Size || DnsHeader.Read(message.Span) is not { IsResponse: false } header)
        {
            return null;
        }

        if (!header.IsStandardQuery)
        {
            return ResponseWriter.Refuse(header, DnsResponseCode.NotImplemented);
        }

        if (TryRead(header, message.Span) is not { } query)
        {
            return ResponseWriter.Refuse(header, DnsResponseCode.FormatError);
        }

        var limit = isDatagram ? query.MaxDatagram : MaxMessage;
        if (query.Edns is { IsKnownVersion: false })
        {
            return ResponseWriter.Answer(query, DnsResponseCode.BadVersion, [], limit);
        }

        foreach (var zone in zones)
        {
            if (zone.Answer(asker.Id, query.Question) is { } answer)
            {
                return ResponseWriter.Answer(query, answer.NameExists ? DnsResponseCode.Success : DnsResponseCode.NameError, answer.Records, limit);
            }
        }

        return await _forwarder.AskAsync(asker, query, cancellationToken) is { } reply
            ? reply.For(query, limit)
            : ResponseWriter.Answer(query, DnsResponseCode.ServerFailure, [], limit);
    }

    private static DnsQuery? TryRead(DnsHeader header, ReadOnlySpan<byte> message)
    {
        try
        {
            return DnsQuery.Read(header, message);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
