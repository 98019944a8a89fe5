using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Gantry.Linux.Netlink;

namespace Gantry.Linux.Nftables;

/// <summary>An interpolated string that becomes part of a script; that there is no hole for a string is its point.</summary>
[InterpolatedStringHandler]
public readonly ref struct NftablesLine
{
    private readonly StringBuilder text;

    public NftablesLine(int literalLength, int formattedCount, NftablesScript script)
    {
        text = script.Text;
        text.EnsureCapacity(text.Length + literalLength + (formattedCount * 16));
    }

    public void AppendLiteral(string value) => text.Append(value);

    public void AppendFormatted(NftablesName value) => text.Append(value.ToString());

    public void AppendFormatted(InterfaceName value) => text.Append('"').Append(value.ToString()).Append('"');

    public void AppendFormatted(InterfacePrefix value) => text.Append('"').Append(value.Start.ToString()).Append("*\"");

    public void AppendFormatted(IPAddress value) => text.Append(WithoutScope(value).ToString());

    public void AppendFormatted(IPNetwork value) => text.Append(value.ToString());

    public void AppendFormatted(ushort value) => text.Append(value.ToString(CultureInfo.InvariantCulture));

    public void AppendFormatted(IpProtocol value) => text.Append(((int)value).ToString(CultureInfo.InvariantCulture));

    internal void End() => text.Append('\n');

    // "fe80::1%2" is no address to nft.
    private static IPAddress WithoutScope(IPAddress address) => new(address.GetAddressBytes());
}
