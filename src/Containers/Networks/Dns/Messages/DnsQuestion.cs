namespace Gantry.Containers.Networks.Dns.Messages;

/// <summary>What is asked.</summary>
/// <param name="Name">Whose records.</param>
/// <param name="Type">Which of them.</param>
/// <param name="Class">Of what kind of network; <see cref="Internet"/> in practice.</param>
public sealed record DnsQuestion(DnsName Name, DnsType Type, ushort Class = DnsQuestion.Internet)
{
    public const ushort Internet = 1;

    internal static DnsQuestion Read(ReadOnlySpan<byte> message, ref int offset)
    {
        var name = DnsName.Read(message, ref offset);
        var type = (DnsType)WireNumbers.Short(message, ref offset);
        return new DnsQuestion(name, type, WireNumbers.Short(message, ref offset));
    }
}
