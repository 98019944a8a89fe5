using System.Diagnostics.CodeAnalysis;

namespace Gantry.Oci;

/// <summary>Where an image is to be found: a repository, and a tag or a digest in it.</summary>
/// <remarks>
/// Parsed by Docker's rules: <c>busybox</c> means <c>docker.io/library/busybox</c>. A tag is not added on its own
/// (<see cref="WithDefaultTag"/>), since "all tags" and "the latest" are told apart by its absence.
/// </remarks>
public sealed record ImageReference
{
    private const string DefaultDomain = "docker.io";
    private const string LegacyDefaultDomain = "index.docker.io";
    private const string OfficialPrefix = "library/";
    private const int PathLimit = 255;
    private const int TextLimit = 4096;

    private ImageReference(string domain, string path, string? tag, Digest? digest)
    {
        Domain = domain;
        Path = path;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>The registry's host, and port where one was given; empty where what looks like a host cannot be one (<c>my_host.com/image</c>).</summary>
    public string Domain { get; }

    /// <summary>The repository within the registry: <c>library/busybox</c>.</summary>
    public string Path { get; }

    public string? Tag { get; private init; }

    public Digest? Digest { get; private init; }

    /// <summary>The full name without tag and digest: <c>docker.io/library/busybox</c>.</summary>
    public string Repository => Domain.Length == 0 ? Path : $"{Domain}/{Path}";

    /// <summary>The name as Docker shows it, without tag and digest: <c>busybox</c>.</summary>
    public string FamiliarRepository =>
        Domain != DefaultDomain ? Repository
        : Path.StartsWith(OfficialPrefix, StringComparison.Ordinal) && !Path.AsSpan(OfficialPrefix.Length).Contains('/') ? Path[OfficialPrefix.Length..]
        : Path;

    /// <summary>As Docker shows it: <c>busybox:latest</c>.</summary>
    public string Familiar => FamiliarRepository + Suffix;

    private string Suffix => (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    /// <summary>Reads what a user wrote, filling in Docker's registry and namespace.</summary>
    /// <exception cref="FormatException">The text is no reference; the message is the one Docker gives.</exception>
    public static ImageReference Parse(string text) =>
        Read(text, out var reference) is { } fault ? throw new FormatException(fault) : reference!;

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = null;
        return text is not null && Read(text, out reference) is null;
    }

    /// <summary>The reference itself where it names a tag or digest, else its <c>latest</c>.</summary>
    public ImageReference WithDefaultTag() => Tag is null && Digest is null ? this with { Tag = "latest" } : this;

    /// <summary>The same repository with this tag and no digest.</summary>
    /// <exception cref="FormatException">The tag has a character or a length that tags cannot have.</exception>
    public ImageReference WithTag(string tag) =>
        ReferenceGrammar.TagOnly.IsMatch(tag) ? this with { Tag = tag, Digest = null } : throw new FormatException("invalid tag format");

    /// <summary>The same repository with this digest and no tag.</summary>
    public ImageReference WithDigest(Digest digest) => this with { Tag = null, Digest = digest };

    /// <summary>The full form: <c>docker.io/library/busybox:latest</c>.</summary>
    public override string ToString() => Repository + Suffix;

    private static string? Read(string text, out ImageReference? reference)
    {
        reference = null;
        if (ReferenceGrammar.BareIdentifier.IsMatch(text))
        {
            return $"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings";
        }

        if (text.Length > TextLimit)
        {
            return $"repository name must not be more than {PathLimit} characters";
        }

        var (domain, remainder) = SplitDomain(text);
        var tagAt = remainder.IndexOf(':', StringComparison.Ordinal);
        var name = tagAt < 0 ? remainder : remainder[..tagAt];
        return name.Any(char.IsUpper)
            ? $"invalid reference format: repository name ({name}) must be lowercase"
            : Match($"{domain}/{remainder}", out reference);
    }

    private static string? Match(string full, out ImageReference? reference)
    {
        reference = null;
        var match = ReferenceGrammar.Reference.Match(full);
        if (!match.Success)
        {
            return ReferenceGrammar.Reference.IsMatch(full.ToLowerInvariant()) ? "repository name must be lowercase" : "invalid reference format";
        }

        var path = match.Groups["path"].Value;
        if (path.Length > PathLimit)
        {
            return $"repository name must not be more than {PathLimit} characters";
        }

        Digest? digest = null;
        if (match.Groups["digest"] is { Success: true } given)
        {
            try
            {
                digest = Oci.Digest.Parse(given.Value);
            }
            catch (FormatException e)
            {
                return e.Message;
            }
        }

        reference = new(match.Groups["domain"].Value, path, match.Groups["tag"] is { Success: true } tag ? tag.Value : null, digest);
        return null;
    }

    // The first component is a host only if it looks like one: "localhost", a dot, a port, or an upper case letter.
    private static (string Domain, string Remainder) SplitDomain(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return (DefaultDomain, OfficialPrefix + text);
        }

        var first = text[..slash];
        var isDomain = first == "localhost" || first.AsSpan().ContainsAny('.', ':') || first.Any(char.IsUpper);
        var domain = !isDomain || first == LegacyDefaultDomain ? DefaultDomain : first;
        var remainder = isDomain ? text[(slash + 1)..] : text;
        return domain == DefaultDomain && !remainder.Contains('/', StringComparison.Ordinal)
            ? (domain, OfficialPrefix + remainder)
            : (domain, remainder);
    }
}
