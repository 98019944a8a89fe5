namespace Gantry.Containers.Registries;

/// <summary>A place where a registry may be spoken to.</summary>
/// <param name="Base">With a path that ends in <c>/</c>; <c>v2/…</c> comes behind it.</param>
/// <param name="IsMirror">It holds copies of another's images, and is not told the other's passwords.</param>
public sealed record RegistryEndpoint(Uri Base, bool IsMirror = false)
{
    private const string DockerHub = "docker.io";
    private const string DockerHubHost = "registry-1.docker.io";

    public string Authority => Base.Authority;

    /// <summary>The places to try for the registry of that name, in order.</summary>
    /// <param name="domain">As it stands in a reference.</param>
    /// <param name="options">Which of them may go without TLS.</param>
    /// <param name="forPulling">Copies will do.</param>
    /// <exception cref="InvalidException">Nothing can be reached by that name.</exception>
    public static IReadOnlyList<RegistryEndpoint> Of(string domain, RegistryOptions options, bool forPulling)
    {
        if (domain == DockerHub)
        {
            var hub = new RegistryEndpoint(new Uri($"https://{DockerHubHost}/"));
            return forPulling ? [.. options.Mirrors.Select(mirror => new RegistryEndpoint(WithSlash(mirror), IsMirror: true)), hub] : [hub];
        }

        return Uri.TryCreate($"https://{domain}/", UriKind.Absolute, out var secure)
            ? options.IsInsecure(domain) ? [new(secure), new(new Uri($"http://{domain}/"))] : [new(secure)]
            : throw new InvalidException($"invalid registry host: {domain}");
    }

    private static Uri WithSlash(Uri uri) => uri.AbsolutePath.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/");
}
