using System.Globalization;
using System.Net;
using Gantry.Containers.Networks.Dns.Messages;

namespace Gantry.Containers.Networks.Dns;

/// <summary>The names under which the names of addresses are asked for.</summary>
/// <remarks>RFC 1035 3.5 in-addr.arpa, RFC 3596 2.5 ip6.arpa</remarks>
internal static class ReverseName
{
    private const int Parts4 = 4;
    private const int Nibbles6 = 32;

    /// <summary>The address that a name stands for; null where it is not the name of a whole one.</summary>
    public static IPAddress? TryParse(DnsName name)
    {
        string[] parts = name.ToString().ToLowerInvariant().Split('.');
        return parts switch
        {
            [.. var digits, "in-addr", "arpa"] when digits.Length == Parts4 => Version4(digits),
            [.. var digits, "ip6", "arpa"] when digits.Length == Nibbles6 => Version6(digits),
            _ => null,
        };
    }

    private static IPAddress? Version4(string[] parts)
    {
        var bytes = new byte[Parts4];
        for (var i = 0; i < Parts4; i++)
        {
            if (!byte.TryParse(parts[Parts4 - 1 - i], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i]))
            {
                return null;
            }
        }

        return new IPAddress(bytes);
    }

    private static IPAddress? Version6(string[] nibbles) =>
        Array.TrueForAll(nibbles, nibble => nibble.Length == 1 && char.IsAsciiHexDigit(nibble[0]))
            ? new IPAddress(Convert.FromHexString(string.Concat(nibbles.Reverse())))
            : null;
}
