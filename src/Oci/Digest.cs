using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Gantry.Oci;

/// <summary>The name of a blob by its content: an algorithm and the hash in lower case hexadecimal.</summary>
/// <remarks>image-spec descriptor.md "Digests"; sha256 and sha512 are the registered algorithms and the only ones accepted.</remarks>
[JsonConverter(typeof(DigestJsonConverter))]
public readonly record struct Digest
{
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    private readonly string? _text;

    private Digest(string text) => _text = text;

    /// <summary><c>sha256</c> or <c>sha512</c>.</summary>
    public string Algorithm => Text[..Text.IndexOf(':')];

    /// <summary>The hash alone: 64 or 128 characters.</summary>
    public string Hex => Text[(Text.IndexOf(':') + 1)..];

    private string Text => _text ?? throw new InvalidOperationException("this digest was never set");

    /// <summary>Reads <c>sha256:…</c>.</summary>
    /// <exception cref="FormatException">The text is no digest of a known algorithm; the message is the one Docker gives.</exception>
    public static Digest Parse(string text) => Fault(text) is { } fault ? throw new FormatException(fault) : new Digest(text);

    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        var valid = text is not null && Fault(text) is null;
        digest = valid ? new Digest(text!) : default;
        return valid;
    }

    /// <summary>The sha256 digest whose 32 bytes are already known.</summary>
    public static Digest FromSha256(ReadOnlySpan<byte> hash) =>
        hash.Length == SHA256.HashSizeInBytes
            ? new Digest("sha256:" + Convert.ToHexStringLower(hash))
            : throw new ArgumentException("a sha256 hash has 32 bytes", nameof(hash));

    /// <summary>The sha256 digest of a document.</summary>
    public static Digest Of(ReadOnlySpan<byte> content) => FromSha256(SHA256.HashData(content));

    public override string ToString() => Text;

    private static string? Fault(string text)
    {
        var separator = text.IndexOf(':');
        if (separator <= 0 || separator == text.Length - 1)
        {
            return "invalid checksum digest format";
        }

        int? length = text.AsSpan(0, separator) switch
        {
            "sha256" => 64,
            "sha512" => 128,
            _ => null,
        };
        return length switch
        {
            null => "unsupported digest algorithm",
            _ when text.Length - separator - 1 != length => "invalid checksum digest length",
            _ when text.AsSpan(separator + 1).ContainsAnyExcept(LowerHex) => "invalid checksum digest format",
            _ => null,
        };
    }
}
