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
    private readonly StringBuilder _text;

    public NftablesLine(int literalLength, int formattedCount, NftablesScript script)
    {
        _text = script.Text;
        _text.EnsureCapacity(_text.Length + literalLength + (formattedCount * 16));
    }

    public void AppendLiteral(string value) => _text.Append(value);

    public void AppendFormatted(NftablesName value) => _text.Append(value.ToString());

    public void AppendFormatted(InterfaceName value) => _text.Append('"').Append(value.ToString()).Append('"');

    public void AppendFormatted(InterfacePrefix value) => _text.Append('"').Append(value.Start.ToString()).Append("*\"");

    public void AppendFormatted(IPAddress value) => _text.Append(WithoutScope(value).ToString());

    public void AppendFormatted(IPNetwork value) => _text.Append(value.ToString());

    public void AppendFormatted(ushort value) => _text.Append(value.ToString(CultureInfo.InvariantCulture));

    public void AppendFormatted(IpProtocol value) => _text.Append(((int)value).ToString(CultureInfo.InvariantCulture));

    internal void End() => _text.Append('\n');

    // "fe80::1%2" is no address to nft.
    private static IPAddress WithoutScope(IPAddress address) => new(address.GetAddressBytes());
}
