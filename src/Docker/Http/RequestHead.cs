using System.Buffers.Text;
using System.Text;

namespace Gantry.Docker.Http;

/// <summary>What must be known of an HTTP/1.1 request before the server sees it: its route, where its body ends, and which headers ask to leave HTTP.</summary>
/// <remarks>RFC 9112 sections 2 to 6. Anything doubtful is not understood (null), and left to the server to refuse.</remarks>
internal sealed record RequestHead
{
    private const int NoOffset = -1;

    public required string Method { get; init; }

    /// <summary>The target up to its query.</summary>
    public required string Path { get; init; }

    public required BodyLength Body { get; init; }

    /// <summary>Where the name of the <c>Connection</c> header begins, or -1.</summary>
    public required int ConnectionOffset { get; init; }

    /// <summary>Where the name of the <c>Upgrade</c> header begins, or -1.</summary>
    public required int UpgradeOffset { get; init; }

    public bool AsksToUpgrade => UpgradeOffset != NoOffset;

    /// <summary>Reads a head that ends with its empty line; null where it is not plain HTTP/1.1.</summary>
    public static RequestHead? TryParse(ReadOnlySpan<byte> head)
    {
        if (!TryParseRequestLine(head, out var lineLength, out var method, out var path))
        {
            return null;
        }

        long? contentLength = null;
        var chunked = false;
        var (connection, upgrade) = (NoOffset, NoOffset);
        for (var offset = lineLength; offset < head.Length - 2;)
        {
            var length = head[offset..].IndexOf("\r\n"u8);
            var line = head.Slice(offset, length);
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[0] is (byte)' ' or (byte)'\t')
            {
                return null;
            }

            var name = line[..colon];
            var value = line[(colon + 1)..].Trim(" \t"u8);
            if (Is(name, "content-length"u8))
            {
                if (contentLength is not null || !TryParseLength(value, out var parsed))
                {
                    return null;
                }

                contentLength = parsed;
            }
            else if (Is(name, "transfer-encoding"u8))
            {
                if (chunked || !Is(value, "chunked"u8))
                {
                    return null;
                }

                chunked = true;
            }
            else if (Is(name, "connection"u8))
            {
                connection = offset;
            }
            else if (Is(name, "upgrade"u8))
            {
                upgrade = offset;
            }

            offset += length + 2;
        }

        // Both together are how requests are smuggled past a proxy.
        return chunked && contentLength is not null ? null : new RequestHead
        {
            Method = method,
            Path = path,
            Body = chunked ? BodyLength.Chunked : BodyLength.Of(contentLength ?? 0),
            ConnectionOffset = connection,
            UpgradeOffset = upgrade,
        };
    }

    private static bool TryParseRequestLine(ReadOnlySpan<byte> head, out int length, out string method, out string path)
    {
        (method, path) = ("", "");
        length = head.IndexOf("\r\n"u8) + 2;
        var line = head[..(length - 2)];
        var methodEnd = line.IndexOf((byte)' ');
        var targetEnd = line.LastIndexOf((byte)' ');
        if (methodEnd <= 0 || targetEnd <= methodEnd || !line[targetEnd..].SequenceEqual(" HTTP/1.1"u8))
        {
            return false;
        }

        var target = line[(methodEnd + 1)..targetEnd];
        var query = target.IndexOf((byte)'?');
        method = Encoding.Latin1.GetString(line[..methodEnd]);
        path = Encoding.Latin1.GetString(query < 0 ? target : target[..query]);
        return true;
    }

    private static bool TryParseLength(ReadOnlySpan<byte> value, out long length) =>
        Utf8Parser.TryParse(value, out length, out var consumed) && consumed == value.Length && length >= 0 && value[0] != (byte)'+';

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase) => Ascii.EqualsIgnoreCase(text, lowerCase);
}
