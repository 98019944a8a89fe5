namespace Gantry.Containers.Networks.Dns.Messages;

/// <summary>What a client sent, as far as it matters.</summary>
internal sealed record DnsQuery
{
    /// <summary>What a client without EDNS takes over UDP, in bytes.</summary>
    public const int PlainSize = 512;

    /// <summary>Records beside the question that are looked at; a query has one or two.</summary>
    public const int MaxAdditional = 8;

    public required DnsHeader Header { get; init; }

    public required DnsQuestion Question { get; init; }

    /// <summary>Null where the client does not speak EDNS.</summary>
    public EdnsOptions? Edns { get; init; }

    /// <summary>The most that may be sent back over UDP, in bytes.</summary>
    public int MaxDatagram => Edns is { } edns ? Math.Clamp((int)edns.PayloadSize, PlainSize, EdnsOptions.MaxPayload) : PlainSize;

    /// <summary>Reads a message whose header is that of a query with one question.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static DnsQuery Read(DnsHeader header, ReadOnlySpan<byte> message)
    {
        var records = header.Answers + header.Authorities + header.Additional;
        if (header.Questions != 1 || records > MaxAdditional)
        {
            throw new InvalidDataException("a query has one question, and little else");
        }

        var offset = DnsHeader.Size;
        var question = DnsQuestion.Read(message, ref offset);
        EdnsOptions? edns = null;
        for (var i = 0; i < records; i++)
        {
            var record = RecordPlace.Read(message, ref offset);
            edns = record.Type == DnsType.Options ? new EdnsOptions(record.Class, record.Ttl) : edns;
        }

        return new DnsQuery { Header = header, Question = question, Edns = edns };
    }
}

/// <summary>What a message says of the sender's abilities.</summary>
/// <param name="PayloadSize">The longest datagram that it takes, in bytes.</param>
/// <param name="Bits">The extended code, the version, and flags, as they stand in the record's time to live.</param>
/// <remarks>RFC 6891 6.1.3</remarks>
internal readonly record struct EdnsOptions(ushort PayloadSize, uint Bits)
{
    /// <summary>The longest datagram that we send or ask for, in bytes.</summary>
    public const int MaxPayload = 4096;

    private const uint VersionMask = 0xFF0000;
    private const uint SignaturesFlag = 0x8000;

    public bool IsKnownVersion => (Bits & VersionMask) == 0;

    public bool WantsSignatures => (Bits & SignaturesFlag) != 0;
}
