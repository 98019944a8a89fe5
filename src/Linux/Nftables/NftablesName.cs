using System.Buffers;

namespace Gantry.Linux.Nftables;

/// <summary>The name of a table, chain, set or map: a letter, then letters, digits, <c>_</c>, <c>-</c>, <c>.</c> and <c>/</c>, at most 64 characters.</summary>
public readonly record struct NftablesName
{
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./");

    private readonly string? _text;

    /// <summary>Checks the text.</summary>
    /// <exception cref="ArgumentException">The text could be read as something else than a name.</exception>
    public NftablesName(string text) =>
        _text = IsValid(text) ? text : throw new ArgumentException($"not a name for nftables: \"{text}\"", nameof(text));

    /// <summary>Whether a text is a name; the kernel has others too, which nft(8) cannot say.</summary>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= MaxLength && char.IsAsciiLetter(text[0]) && !text.AsSpan().ContainsAnyExcept(Allowed);

    public override string ToString() => _text ?? throw new InvalidOperationException("an nftables name that was never set");
}
