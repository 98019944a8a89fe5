namespace Gantry.Linux;

/// <summary>The transport protocols that have ports, by their number in the IP header.</summary>
public enum IpProtocol
{
    Tcp = 6,
    Udp = 17,
    Sctp = 132,
}
