using System.Buffers.Binary;

namespace Gantry.Containers.Networks.Dns.Messages;

/// <summary>Writes messages of our own.</summary>
internal static class ResponseWriter
{
    // A pointer to the question's name, behind the header.
    private const ushort QuestionName = 0xC000 | DnsHeader.Size;
    private const int RecordHead = 12;
    private const int OptionsLength = 11;
    private const int ExtendedCodeShift = 4;
    private const int ExtendedCodeBits = 24;

    /// <summary>Answers a query; what is over the limit is left out, and that it is, is said.</summary>
    public static byte[] Answer(DnsQuery query, DnsResponseCode code, IReadOnlyList<DnsRecord> records, int limitBytes)
    {
        var room = limitBytes - DnsHeader.Size - QuestionLength(query.Question) - (query.Edns is null ? 0 : OptionsLength);
        var fitting = records.TakeWhile(record => (room -= RecordHead + record.Data.Length) >= 0).ToList();
        var truncated = fitting.Count < records.Count ? DnsHeader.TruncatedFlag : 0;
        return Write(query, code, truncated, fitting);
    }

    /// <summary>Answers what is too long for a datagram: the client is to ask again by TCP.</summary>
    public static byte[] Truncated(DnsQuery query, DnsResponseCode code) => Write(query, code, DnsHeader.TruncatedFlag, []);

    /// <summary>Answers what could not be read.</summary>
    public static byte[] Refuse(DnsHeader header, DnsResponseCode code)
    {
        var message = new byte[DnsHeader.Size];
        new DnsHeader(header.Id, (ushort)((header.Flags & ~0x02FF) | DnsHeader.ResponseFlag | (int)code), 0, 0, 0, 0).Write(message);
        return message;
    }

    /// <summary>The question, to be asked elsewhere, as the client asked it.</summary>
    public static byte[] Ask(DnsQuery query, ushort id)
    {
        var message = new byte[DnsHeader.Size + QuestionLength(query.Question) + (query.Edns is null ? 0 : OptionsLength)];
        var flags = DnsHeader.RecursionDesiredFlag | (query.Header.Flags & DnsHeader.CheckingDisabledFlag);
        new DnsHeader(id, (ushort)flags, 1, 0, 0, (ushort)(query.Edns is null ? 0 : 1)).Write(message);
        var rest = Put(message.AsSpan(DnsHeader.Size), query.Question);
        if (query.Edns is { } edns)
        {
            PutOptions(rest, (ushort)query.MaxDatagram, edns.WantsSignatures ? 0x8000u : 0);
        }

        return message;
    }

    private static byte[] Write(DnsQuery query, DnsResponseCode code, int flags, IReadOnlyList<DnsRecord> records)
    {
        var length = DnsHeader.Size + QuestionLength(query.Question) + records.Sum(record => RecordHead + record.Data.Length);
        var message = new byte[length + (query.Edns is null ? 0 : OptionsLength)];
        flags |= DnsHeader.ResponseFlag | DnsHeader.RecursionAvailableFlag | ((int)code & 0xF);
        flags |= query.Header.Flags & (DnsHeader.RecursionDesiredFlag | DnsHeader.CheckingDisabledFlag);
        new DnsHeader(query.Header.Id, (ushort)flags, 1, (ushort)records.Count, 0, (ushort)(query.Edns is null ? 0 : 1)).Write(message);
        var rest = Put(message.AsSpan(DnsHeader.Size), query.Question);
        foreach (var record in records)
        {
            rest = Put(rest, record);
        }

        if (query.Edns is not null)
        {
            PutOptions(rest, EdnsOptions.MaxPayload, (uint)((int)code >> ExtendedCodeShift) << ExtendedCodeBits);
        }

        return message;
    }

    private static int QuestionLength(DnsQuestion question) => question.Name.Wire.Length + (2 * sizeof(ushort));

    private static Span<byte> Put(Span<byte> target, DnsQuestion question)
    {
        question.Name.Wire.CopyTo(target);
        target = target[question.Name.Wire.Length..];
        return Put(Put(target, (ushort)question.Type), question.Class);
    }

    private static Span<byte> Put(Span<byte> target, DnsRecord record)
    {
        target = Put(Put(Put(target, QuestionName), (ushort)record.Type), DnsQuestion.Internet);
        BinaryPrimitives.WriteUInt32BigEndian(target, record.TimeToLive);
        target = Put(target[sizeof(uint)..], (ushort)record.Data.Length);
        record.Data.Span.CopyTo(target);
        return target[record.Data.Length..];
    }

    private static void PutOptions(Span<byte> target, ushort size, uint bits)
    {
        target[0] = 0;
        target = Put(Put(target[1..], (ushort)DnsType.Options), size);
        BinaryPrimitives.WriteUInt32BigEndian(target, bits);
        Put(target[sizeof(uint)..], 0);
    }

    private static Span<byte> Put(Span<byte> target, ushort number)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, number);
        return target[sizeof(ushort)..];
    }
}
