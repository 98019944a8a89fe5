using System.Buffers.Binary;
using Gantry.Containers.Networks.Dns.Messages;

namespace Gantry.Containers.Networks.Dns.Forwarding;

/// <summary>A server's answer to a question that we asked, read as far as it is needed to keep it and to pass it on.</summary>
internal sealed class UpstreamReply
{
    private const int SoaMinimumLength = sizeof(uint);

    // A record's time to live with the highest bit set is to be taken for 0 (RFC 2181 8).
    private const uint MaxTtl = int.MaxValue;

    private readonly byte[] _message;
    private readonly List<(int Offset, uint Ttl)> _ttls = [];

    private UpstreamReply(byte[] message)
    {
        _message = message;
        Header = DnsHeader.Read(message);
    }

    public DnsHeader Header { get; }

    public int Length => _message.Length;

    /// <summary>How long it may be kept, in seconds; 0 means not at all.</summary>
    public uint Lifetime { get; private set; }

    /// <summary>Reads a message.</summary>
    /// <returns>Null where it does not answer this question with this number: somebody else's, or a forgery.</returns>
    public static UpstreamReply? TryRead(byte[] message, ushort id, DnsQuestion question)
    {
        try
        {
            var reply = new UpstreamReply(message);
            var offset = DnsHeader.Size;
            if (reply.Header is not { IsResponse: true, Questions: 1 } header || header.Id != id || DnsQuestion.Read(message, ref offset) != question
                || offset != DnsHeader.Size + question.Name.Wire.Length + (2 * sizeof(ushort)))
            {
                return null;
            }

            reply.ReadRecords(offset);
            return reply;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>What the client is sent: with its own number and its own spelling of the name, and no more than it takes.</summary>
    /// <param name="query">The client's.</param>
    /// <param name="limitBytes">The longest answer that it takes.</param>
    /// <param name="age">How long this has been kept, in seconds.</param>
    public byte[] For(DnsQuery query, int limitBytes, uint age = 0)
    {
        if (_message.Length > limitBytes)
        {
            return ResponseWriter.Truncated(query, Header.Code);
        }

        var copy = (byte[])_message.Clone();
        BinaryPrimitives.WriteUInt16BigEndian(copy, query.Header.Id);
        query.Question.Name.Wire.CopyTo(copy.AsSpan(DnsHeader.Size));
        foreach (var (offset, ttl) in _ttls)
        {
            BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(offset), ttl - Math.Min(age, ttl));
        }

        return copy;
    }

    private void ReadRecords(int offset)
    {
        var (answers, lifetime) = (Header.Answers, uint.MaxValue);
        for (var i = 0; i < Header.Answers + Header.Authorities + Header.Additional; i++)
        {
            var record = RecordPlace.Read(_message, ref offset);
            if (record.Type == DnsType.Options)
            {
                continue;
            }

            var ttl = record.Ttl > MaxTtl ? 0 : record.Ttl;
            _ttls.Add((record.TtlOffset, ttl));
            if (i < answers)
            {
                lifetime = Math.Min(lifetime, ttl);
            }
            else if (answers == 0 && record is { Type: DnsType.Soa, DataLength: > SoaMinimumLength })
            {
                // RFC 2308 5: what is not there is not there for as long as the zone's own record says.
                var minimum = BinaryPrimitives.ReadUInt32BigEndian(_message.AsSpan(record.DataOffset + record.DataLength - SoaMinimumLength));
                lifetime = Math.Min(lifetime, Math.Min(ttl, minimum));
            }
        }

        Lifetime = lifetime == uint.MaxValue || Header.IsTruncated || Header.Code is not (DnsResponseCode.Success or DnsResponseCode.NameError) ? 0 : lifetime;
    }
}
