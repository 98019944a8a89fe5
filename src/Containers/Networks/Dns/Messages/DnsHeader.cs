using System.Buffers.Binary;

namespace Gantry.Containers.Networks.Dns.Messages;

/// <summary>The first twelve bytes of a message.</summary>
/// <remarks>RFC 1035 4.1.1</remarks>
internal readonly record struct DnsHeader(ushort Id, ushort Flags, ushort Questions, ushort Answers, ushort Authorities, ushort Additional)
{
    public const int Size = 12;

    public const int ResponseFlag = 0x8000;
    public const int TruncatedFlag = 0x0200;
    public const int RecursionDesiredFlag = 0x0100;
    public const int RecursionAvailableFlag = 0x0080;
    public const int CheckingDisabledFlag = 0x0010;
    private const int OperationMask = 0x7800;
    private const int CodeMask = 0xF;

    public bool IsResponse => (Flags & ResponseFlag) != 0;

    public bool IsTruncated => (Flags & TruncatedFlag) != 0;

    public bool IsStandardQuery => (Flags & OperationMask) == 0;

    public DnsResponseCode Code => (DnsResponseCode)(Flags & CodeMask);

    /// <exception cref="InvalidDataException">The message is shorter.</exception>
    public static DnsHeader Read(ReadOnlySpan<byte> message)
    {
        var offset = 0;
        return new DnsHeader(Next(message), Next(message), Next(message), Next(message), Next(message), Next(message));

        ushort Next(ReadOnlySpan<byte> bytes) => WireNumbers.Short(bytes, ref offset);
    }

    public void Write(Span<byte> target)
    {
        foreach (var number in (ReadOnlySpan<ushort>)[Id, Flags, Questions, Answers, Authorities, Additional])
        {
            BinaryPrimitives.WriteUInt16BigEndian(target, number);
            target = target[sizeof(ushort)..];
        }
    }
}
