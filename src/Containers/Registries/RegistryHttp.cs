using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Gantry.Containers.Registries;

/// <summary>Sends single requests to any host, each to its end or to the end of our patience; knows of no redirects and no credentials.</summary>
internal sealed class RegistryHttp(RegistryOptions options, TimeProvider time) : IDisposable
{
    private const int ConnectSeconds = 30;

    private readonly ConcurrentDictionary<string, HttpClient> _clients = new(StringComparer.OrdinalIgnoreCase);

    public RegistryOptions Options => options;

    public TimeProvider Time => time;

    /// <summary>Sends a request, and returns when the head of the answer is here.</summary>
    /// <exception cref="RegistryException">The host cannot be reached, breaks off, or keeps silent; to try again may help.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri ?? throw new InvalidOperationException("a request without an address");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var alarm = time.CreateTimer(_ => patience.Cancel(), null, options.IdleTimeout, Timeout.InfiniteTimeSpan);
        if (request.Content is BlobContent moving)
        {
            moving.WhenMoving(() => alarm?.Change(options.IdleTimeout, Timeout.InfiniteTimeSpan));
        }

        request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        try
        {
            return await ClientOf(uri).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(request, $"no answer within {options.IdleTimeout.TotalSeconds:0.#} seconds", e);
        }
        catch (HttpRequestException e)
        {
            throw Failed(request, Reason(e, uri), e);
        }
        catch (IOException e)
        {
            throw Failed(request, e.Message, e);
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    /// <summary>As Go's client names a request.</summary>
    public static string NameOf(HttpRequestMessage request) =>
        $"{request.Method.Method[..1]}{request.Method.Method[1..].ToLowerInvariant()} \"{request.RequestUri?.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped)}\"";

    private static RegistryException Failed(HttpRequestMessage request, string reason, Exception cause) =>
        new($"{NameOf(request)}: {reason}", cause) { IsTransient = true };

    private static string Reason(HttpRequestException failure, Uri uri) => failure.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => $"dial tcp {uri.Authority}: connect: connection refused",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => $"dial tcp: lookup {uri.Host}: no such host",
        SocketException { SocketErrorCode: SocketError.NetworkUnreachable } => $"dial tcp {uri.Authority}: connect: network is unreachable",
        SocketException e => $"dial tcp {uri.Authority}: connect: {e.Message}",
        AuthenticationException { InnerException: { } cause } => $"tls: failed to verify certificate: {cause.Message}",
        AuthenticationException e when e.Message.Contains("frame", StringComparison.Ordinal) => "http: server gave HTTP response to HTTPS client",
        AuthenticationException e => $"tls: failed to verify certificate: {e.Message}",
        { } inner => inner.Message,
        null => failure.Message,
    };

    private HttpClient ClientOf(Uri uri) => _clients.GetOrAdd(uri.GetLeftPart(UriPartial.Authority), _ => Make(uri.Authority));

    private HttpClient Make(string authority) => new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            Proxy = ProxyChoice.OfEnvironment,
            ConnectTimeout = TimeSpan.FromSeconds(ConnectSeconds),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15),
            MaxResponseHeadersLength = 64,
            SslOptions = HostCertificates.Read(authority, options),
        })
    {
        // Ours is the patience that matters: a layer may take hours, as long as it moves.
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
