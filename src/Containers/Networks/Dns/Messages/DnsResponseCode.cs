namespace Gantry.Containers.Networks.Dns.Messages;

/// <summary>How a query went.</summary>
/// <remarks>RFC 1035 4.1.1, RFC 6891 for those above 15</remarks>
internal enum DnsResponseCode
{
    Success = 0,
    FormatError = 1,
    ServerFailure = 2,

    /// <summary>The name does not exist.</summary>
    NameError = 3,

    NotImplemented = 4,
    Refused = 5,

    /// <summary>An EDNS version that we do not speak.</summary>
    BadVersion = 16,
}
