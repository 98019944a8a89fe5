using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Gantry.Oci;

/// <summary>Which platforms can stand in for a wanted one, the best first.</summary>
/// <remarks>What containerd's <c>platforms.Only</c> accepts: older variants of the same architecture, and its 32-bit kind.</remarks>
public sealed partial class PlatformMatch
{
    private readonly List<(string Architecture, string? Variant)> _accepted;
    private readonly string _os;

    public PlatformMatch(Platform wanted)
    {
        Wanted = Normalize(wanted);
        _os = Wanted.Os;
        _accepted = [.. Accepted(Wanted)];
    }

    public Platform Wanted { get; }

    /// <summary>Reads <c>linux/arm64/v8</c>, <c>linux</c> or <c>arm64</c>; what is left out is this machine's.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Platform? platform)
    {
        platform = null;
        var parts = text.Split('/');
        if (parts.Length > 3 || !Array.TrueForAll(parts, part => Part.IsMatch(part)))
        {
            return false;
        }

        platform = parts switch
        {
            [var only] => Single(only.ToLowerInvariant()),
            [var os, var architecture] => new() { Os = os.ToLowerInvariant(), Architecture = architecture.ToLowerInvariant() },
            _ => new() { Os = parts[0].ToLowerInvariant(), Architecture = parts[1].ToLowerInvariant(), Variant = parts[2].ToLowerInvariant() },
        };
        platform = platform is null ? null : Normalize(platform);
        return platform is not null;
    }

    /// <summary>How good a platform is: 0 is the best, null does not do.</summary>
    public int? Rank(Platform offered)
    {
        var normal = Normalize(offered);
        var rank = normal.Os == _os ? _accepted.IndexOf((normal.Architecture, normal.Variant)) : -1;
        return rank < 0 ? null : rank;
    }

    private static Platform? Single(string word) => word switch
    {
        "linux" or "windows" or "darwin" or "freebsd" => Platform.Host with { Os = word },
        _ when IsArchitecture(word) => new() { Os = "linux", Architecture = word },
        _ => null,
    };

    private static bool IsArchitecture(string word) => word is
        "386" or "amd64" or "arm" or "arm64" or "ppc64le" or "riscv64" or "s390x" or "mips64le" or "loong64"
        or "i386" or "x86_64" or "x86-64" or "aarch64" or "armhf" or "armel";

    private static Platform Normalize(Platform platform) => (platform.Architecture, platform.Variant) switch
    {
        ("i386", _) => platform with { Architecture = "386", Variant = null },
        ("x86_64" or "x86-64" or "amd64", "v1" or "" or null) => platform with { Architecture = "amd64", Variant = null },
        ("x86_64" or "x86-64", _) => platform with { Architecture = "amd64" },
        ("aarch64" or "arm64", "8" or "v8" or "" or null) => platform with { Architecture = "arm64", Variant = null },
        ("armhf", _) => platform with { Architecture = "arm", Variant = "v7" },
        ("armel", _) => platform with { Architecture = "arm", Variant = "v6" },
        ("arm", "" or null or "7") => platform with { Variant = "v7" },
        ("arm", "5" or "6" or "8") => platform with { Variant = "v" + platform.Variant },
        (_, "") => platform with { Variant = null },
        _ => platform,
    };

    private static IEnumerable<(string Architecture, string? Variant)> Accepted(Platform wanted)
    {
        yield return (wanted.Architecture, wanted.Variant);
        foreach (var variant in Older(wanted))
        {
            yield return (wanted.Architecture, variant);
        }

        if (wanted.Architecture == "amd64")
        {
            yield return ("386", null);
        }
        else if (wanted.Architecture == "arm64")
        {
            foreach (var variant in (string[])["v8", "v7", "v6", "v5"])
            {
                yield return ("arm", variant);
            }
        }
    }

    private static IEnumerable<string?> Older(Platform wanted) => (wanted.Architecture, wanted.Variant) switch
    {
        ("amd64", "v4") => ["v3", "v2", null],
        ("amd64", "v3") => ["v2", null],
        ("amd64", "v2") => [null],
        ("arm64", not null) => [null],
        ("arm", "v8") => ["v7", "v6", "v5"],
        ("arm", "v7") => ["v6", "v5"],
        ("arm", "v6") => ["v5"],
        _ => [],
    };

    [GeneratedRegex(@"^[A-Za-z0-9_.-]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part { get; }
}
