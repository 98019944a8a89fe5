using System.Net;

namespace Gantry.Containers.Registries;

/// <summary>Which proxy leads to a host, as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say; none ever leads to this machine itself.</summary>
/// <remarks>The rules of Go's <c>net/http</c>, by which Docker goes: NO_PROXY has hosts with their subdomains, addresses, networks and <c>*</c>, each with a port or not.</remarks>
internal sealed class ProxyChoice : IWebProxy
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly string[] _direct;

    public ProxyChoice(Func<string, string?> variable)
    {
        string? Read(string name) => variable(name) is { Length: > 0 } upper ? upper : variable(name.ToLowerInvariant());
        (_http, _https) = (Parse(Read("HTTP_PROXY")), Parse(Read("HTTPS_PROXY")));
        _direct = (Read("NO_PROXY") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    public static ProxyChoice OfEnvironment { get; } = new(Environment.GetEnvironmentVariable);

    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination)
    {
        var proxy = destination.Scheme == Uri.UriSchemeHttps ? _https : _http;
        if (proxy is { UserInfo.Length: > 0 })
        {
            var parts = proxy.UserInfo.Split(':', 2);
            Credentials ??= new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
        }

        return proxy;
    }

    public bool IsBypassed(Uri host) =>
        GetProxy(host) is null || RegistryOptions.IsLoopback(host.Host.Trim('[', ']')) || Array.Exists(_direct, entry => Matches(entry, host));

    private static bool Matches(string entry, Uri uri)
    {
        var host = uri.Host.Trim('[', ']');
        if (entry == "*")
        {
            return true;
        }

        if (IPNetwork.TryParse(entry, out var network))
        {
            return IPAddress.TryParse(host, out var address) && network.Contains(address);
        }

        var name = RegistryOptions.HostOf(entry);
        if (IPAddress.TryParse(entry, out var whole))
        {
            return IPAddress.TryParse(host, out var address) && address.Equals(whole);
        }

        var hasPort = entry.Length > name.Length && entry.LastIndexOf(':') > 0;
        if (hasPort && !entry.EndsWith($":{uri.Port}", StringComparison.Ordinal))
        {
            return false;
        }

        var plain = name.TrimStart('*').TrimStart('.');
        return host.EndsWith("." + plain, StringComparison.OrdinalIgnoreCase)
            || (!name.StartsWith('.') && !name.StartsWith('*') && host.Equals(plain, StringComparison.OrdinalIgnoreCase));
    }

    private static Uri? Parse(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out var proxy) ? proxy
        : throw new InvalidException($"invalid proxy address \"{text}\"");
}
