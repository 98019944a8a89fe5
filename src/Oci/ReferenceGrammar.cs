using System.Text.RegularExpressions;

namespace Gantry.Oci;

/// <summary>The grammar of image references.</summary>
/// <remarks>
/// distribution-spec "Pulling manifests" for names and tags; hosts, ports, IPv6 and the joined form as Docker writes them.
/// Separators and what they separate share no character, so no input of the accepted length makes the matching slow.
/// </remarks>
internal static partial class ReferenceGrammar
{
    private const string DomainComponent = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private const string Domain = $@"(?:{DomainComponent}(?:\.{DomainComponent})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?";
    private const string PathComponent = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private const string Path = $"{PathComponent}(?:/{PathComponent})*";
    private const string Tag = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
    private const string Digest = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";

    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    /// <summary>Groups: domain, path, tag, digest.</summary>
    [GeneratedRegex(
        $@"^(?:(?<domain>{Domain})/)?(?<path>{Path})(?::(?<tag>{Tag}))?(?:@(?<digest>{Digest}))?\z", Options, matchTimeoutMilliseconds: 1000)]
    internal static partial Regex Reference { get; }

    [GeneratedRegex($@"^{Tag}\z", Options, matchTimeoutMilliseconds: 1000)]
    internal static partial Regex TagOnly { get; }

    /// <summary>Sixty-four hexadecimal digits are an image's id and never a repository's name.</summary>
    [GeneratedRegex(@"^[a-f0-9]{64}\z", Options, matchTimeoutMilliseconds: 1000)]
    internal static partial Regex BareIdentifier { get; }
}
