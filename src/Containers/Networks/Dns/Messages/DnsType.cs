namespace Gantry.Containers.Networks.Dns.Messages;

/// <summary>What kind of record; others than these are only passed on.</summary>
/// <remarks>RFC 1035 3.2.2, RFC 3596, RFC 6891</remarks>
public enum DnsType : ushort
{
    A = 1,
    Soa = 6,
    Pointer = 12,
    Aaaa = 28,

    /// <summary>The pseudo record that says what a client understands (EDNS).</summary>
    Options = 41,
}
