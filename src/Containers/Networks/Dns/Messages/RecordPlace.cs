namespace Gantry.Containers.Networks.Dns.Messages;

/// <summary>Where a record of a message stands, and its fixed fields.</summary>
/// <remarks>RFC 1035 4.1.3</remarks>
internal readonly record struct RecordPlace(DnsType Type, ushort Class, uint Ttl, int TtlOffset, int DataOffset, int DataLength)
{
    /// <summary>Reads a record and moves past it; its name and data are not looked into.</summary>
    /// <exception cref="InvalidDataException">It goes over the message's end.</exception>
    public static RecordPlace Read(ReadOnlySpan<byte> message, ref int offset)
    {
        DnsName.Skip(message, ref offset);
        var type = (DnsType)WireNumbers.Short(message, ref offset);
        var kind = WireNumbers.Short(message, ref offset);
        var ttlOffset = offset;
        var ttl = WireNumbers.Int(message, ref offset);
        var length = WireNumbers.Short(message, ref offset);
        var dataOffset = offset;
        WireNumbers.Take(message, ref offset, length);
        return new RecordPlace(type, kind, ttl, ttlOffset, dataOffset, length);
    }
}
