using System.Net;

namespace Gantry.Containers.Registries;

/// <summary>How this machine reaches registries.</summary>
public sealed record RegistryOptions
{
    /// <summary>Registries that may be spoken to without TLS, or with a certificate that nobody vouches for: <c>HOST</c>, <c>HOST:PORT</c> or <c>ADDRESS/BITS</c>.</summary>
    /// <remarks>Those on this machine's loopback always may.</remarks>
    public IReadOnlyList<string> InsecureRegistries { get; init; } = [];

    /// <summary>Asked before Docker Hub, in order.</summary>
    public IReadOnlyList<Uri> Mirrors { get; init; } = [];

    /// <summary>Folders with one for each <c>HOST</c> or <c>HOST:PORT</c>: authorities <c>*.crt</c>, client certificates <c>*.cert</c> with <c>*.key</c>.</summary>
    public string CertificatesDirectory { get; init; } = "/etc/docker/certs.d";

    /// <summary>How long a registry may keep silent before it is given up.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Until a broken connection is tried again; doubled each time.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest time that a registry may ask us to wait.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Layers of one image that are on their way at a time.</summary>
    public int ParallelTransfers { get; init; } = 4;

    public string UserAgent { get; init; } = "gantry";

    /// <exception cref="InvalidException">An entry is malformed.</exception>
    public static RegistryOptions Parse(IEnumerable<string> insecure, IEnumerable<string> mirrors) => new()
    {
        InsecureRegistries = [.. insecure.Select(CheckInsecure)],
        Mirrors = [.. mirrors.Select(ParseMirror)],
    };

    /// <summary>Whether a host, such as <c>10.0.0.5:5000</c>, need not prove who it is.</summary>
    public bool IsInsecure(string authority)
    {
        var host = HostOf(authority);
        return IsLoopback(host) || InsecureRegistries.Any(entry =>
            entry.Contains('/', StringComparison.Ordinal)
                ? IPAddress.TryParse(host, out var address) && IPNetwork.Parse(entry).Contains(address)
                : entry.Equals(authority, StringComparison.OrdinalIgnoreCase) || entry.Equals(host, StringComparison.OrdinalIgnoreCase));
    }

    internal static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    internal static string HostOf(string authority)
    {
        var colon = authority.LastIndexOf(':');
        var host = colon > authority.LastIndexOf(']') ? authority[..colon] : authority;
        return host.Trim('[', ']');
    }

    private static string CheckInsecure(string entry) =>
        entry.Contains("://", StringComparison.Ordinal) ? throw new InvalidException($"insecure registry {entry} should not contain '://'")
        : entry.Contains('/', StringComparison.Ordinal) && !IPNetwork.TryParse(entry, out _) ? throw new InvalidException($"insecure registry {entry} is not valid: invalid CIDR address")
        : entry.Length == 0 ? throw new InvalidException("insecure registry: a host is wanted")
        : entry;

    private static Uri ParseMirror(string text) =>
        !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            ? throw new InvalidException($"invalid mirror: unsupported scheme in \"{text}\": must use either 'https://' or 'http://'")
        : uri.Query.Length > 0 || uri.Fragment.Length > 0 ? throw new InvalidException($"invalid mirror: query or fragment at end of the URI \"{text}\"")
        : uri.UserInfo.Length > 0 ? throw new InvalidException("invalid mirror: username/password not allowed in URI")
        : uri;
}
