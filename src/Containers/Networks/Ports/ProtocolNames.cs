using Gantry.Linux;

namespace Gantry.Containers.Networks.Ports;

/// <summary>How users write a protocol: <c>80/tcp</c>.</summary>
public static class ProtocolNames
{
    public static string Written(this IpProtocol protocol) => protocol switch
    {
        IpProtocol.Tcp => "tcp",
        IpProtocol.Udp => "udp",
        IpProtocol.Sctp => "sctp",
        _ => throw new ArgumentOutOfRangeException(nameof(protocol)),
    };

    /// <summary>Null where it is none of the three; upper and lower case are the same.</summary>
    public static IpProtocol? Read(string text) => text.ToLowerInvariant() switch
    {
        "tcp" => IpProtocol.Tcp,
        "udp" => IpProtocol.Udp,
        "sctp" => IpProtocol.Sctp,
        _ => null,
    };
}
