using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Gantry.Containers.Registries;

/// <summary>Speaks to one endpoint in somebody's name: shows who asks when it is asked to, follows redirects without telling others, and waits when told to.</summary>
internal sealed class RegistryClient(RegistryEndpoint endpoint, RegistryHttp http, BearerTokens tokens, RegistryCredentials credentials, string scope)
{
    private const int MaxRedirects = 10;
    private const int MaxWaits = 3;
    private const int MaxChallenges = 2;

    private readonly RegistryCredentials _credentials = endpoint.IsMirror ? RegistryCredentials.Anonymous : credentials;
    private Challenge? _challenge;

    public RegistryEndpoint Endpoint => endpoint;

    public RegistryHttp Http => http;

    /// <summary>Something answered there, whatever it said.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>An address below the endpoint's <c>v2/</c>.</summary>
    public Uri UriOf(string path) => new(endpoint.Base, "v2/" + path);

    /// <summary>Sends a request and gives the answer, which is a success, or one of <paramref name="also"/>.</summary>
    /// <param name="make">Makes the request; called again where it has to be sent again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="also">Statuses that are answers too.</param>
    /// <exception cref="RegistryException">The registry refused.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken, params HttpStatusCode[] also)
    {
        var (waits, challenges, rejected) = (0, 0, (string?)null);
        while (true)
        {
            var authorization = await AuthorizeAsync(rejected, cancellationToken);
            var response = await FollowAsync(make, authorization, cancellationToken);
            if (response.IsSuccessStatusCode || also.Contains(response.StatusCode))
            {
                return response;
            }

            if (response.StatusCode == HttpStatusCode.Unauthorized && challenges++ < MaxChallenges && TryTake(response, authorization))
            {
                // A kept token that was good for less than it said: a fresh one, once.
                rejected = authorization?.Parameter;
                response.Dispose();
                continue;
            }

            if (response.StatusCode == HttpStatusCode.TooManyRequests && waits++ < MaxWaits && WaitOf(response) is { } wait)
            {
                response.Dispose();
                await Task.Delay(wait, http.Time, cancellationToken);
                continue;
            }

            throw authorization is null && response.StatusCode == HttpStatusCode.Unauthorized && Challenge.Of(response).Any(offered => offered.IsBasic)
                ? NoCredentials(response)
                : await RegistryErrors.ReadAsync(response, http, cancellationToken);
        }
    }

    private static RegistryException NoCredentials(HttpResponseMessage response)
    {
        using (response)
        {
            return new($"{(response.RequestMessage is { } request ? RegistryHttp.NameOf(request) : "")}: no basic auth credentials")
            {
                Code = RegistryErrors.Unauthorized, Status = (int)response.StatusCode,
            };
        }
    }

    private async Task<AuthenticationHeaderValue?> AuthorizeAsync(string? rejected, CancellationToken cancellationToken)
    {
        if (_challenge is not { } challenge)
        {
            return null;
        }

        return challenge.IsBasic
            ? BearerTokens.BasicOf(_credentials)
            : new("Bearer", await tokens.GetAsync(endpoint.Base, challenge, scope.Length > 0 ? scope : challenge["scope"] ?? "", _credentials, rejected, cancellationToken));
    }

    // False where a further attempt would only be refused again.
    private bool TryTake(HttpResponseMessage response, AuthenticationHeaderValue? used)
    {
        var offered = Challenge.Of(response).ToList();
        var taken = offered.Find(one => one.IsBearer) ?? (_credentials.HasPassword ? offered.Find(one => one.IsBasic) : null);
        if (taken is null || (used is not null && taken.IsBasic) || taken["error"] is "insufficient_scope")
        {
            return false;
        }

        _challenge = taken;
        return true;
    }

    private TimeSpan? WaitOf(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - http.Time.GetUtcNow() : null);
        return wait is { } asked && asked <= http.Options.LongestWait ? (asked > TimeSpan.Zero ? asked : TimeSpan.Zero) : null;
    }

    private async Task<HttpResponseMessage> FollowAsync(Func<HttpRequestMessage> make, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        Uri? redirected = null;
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            using var request = make();
            request.RequestUri = redirected ?? request.RequestUri;
            request.Headers.Authorization = IsOurs(request.RequestUri) ? authorization : null;
            var response = await http.SendAsync(request, cancellationToken);
            HasAnswered = true;
            if (Target(request, response) is not { } target)
            {
                return response;
            }

            response.Dispose();
            redirected = target;
        }

        throw new RegistryException($"Get \"{redirected}\": stopped after {MaxRedirects} redirects");
    }

    // Nobody but the registry itself is told the password or the token: storage that it sends us to has signed addresses.
    private bool IsOurs(Uri? uri) =>
        uri is not null && uri.Scheme == endpoint.Base.Scheme && uri.Authority.Equals(endpoint.Authority, StringComparison.OrdinalIgnoreCase);

    private static Uri? Target(HttpRequestMessage request, HttpResponseMessage response)
    {
        var isRedirect = response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        if (!isRedirect || response.Headers.Location is not { } location || (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head))
        {
            return null;
        }

        var target = location.IsAbsoluteUri ? location : new Uri(request.RequestUri ?? location, location);
        return target.Scheme is "http" or "https" ? target
            : throw new RegistryException(string.Create(CultureInfo.InvariantCulture, $"{RegistryHttp.NameOf(request)}: redirected to \"{target.Scheme}:\", which is no web address"));
    }
}
