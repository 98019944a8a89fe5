using System.Buffers;

namespace Gantry.Linux.Netlink;

/// <summary>The name of a network interface: 1 to 15 characters of <c>A–Z a–z 0–9 . _ -</c>.</summary>
/// <remarks>The kernel takes more (anything but <c>/</c>, <c>:</c> and white space); nft would read some of that as syntax.</remarks>
public readonly record struct InterfaceName
{
    public const int MaxLength = 15;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private readonly string? _text;

    /// <summary>Checks the text.</summary>
    /// <exception cref="ArgumentException">The text is no name of an interface.</exception>
    public InterfaceName(string text) =>
        _text = IsValid(text) ? text : throw new ArgumentException($"not a name for a network interface: \"{text}\"", nameof(text));

    public static bool IsValid(string text) =>
        text.Length is > 0 and <= MaxLength && text is not "." and not ".." && !text.AsSpan().ContainsAnyExcept(Allowed);

    public override string ToString() => _text ?? throw new InvalidOperationException("an interface name that was never set");
}
