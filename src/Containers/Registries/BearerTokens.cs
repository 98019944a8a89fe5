using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gantry.Oci.DistributionSpec;

namespace Gantry.Containers.Registries;

/// <summary>Gets tokens from the services that registries name, and keeps each while it is good.</summary>
internal sealed class BearerTokens(RegistryHttp http)
{
    private const int LimitBytes = 1024 * 1024;
    private const int LeastSeconds = 60;
    private const int KeptAtMost = 1000;
    private const string ClientId = "docker";

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<TokenKey, (string Token, DateTimeOffset Until)> _kept = new();

    /// <summary>A token for a scope; a kept one where there is one.</summary>
    /// <param name="registry">Who asked for it.</param>
    /// <param name="challenge">Names the service.</param>
    /// <param name="scope">What it is to allow; empty only shows who one is.</param>
    /// <param name="credentials">Whose it is.</param>
    /// <param name="rejected">A token that was tried and is no good.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task<string> GetAsync(
        Uri registry, Challenge challenge, string scope, RegistryCredentials credentials, string? rejected, CancellationToken cancellationToken)
    {
        if (credentials.RegistryToken.Length > 0)
        {
            return credentials.RegistryToken;
        }

        var realm = RealmOf(registry, challenge);
        var key = new TokenKey(realm.AbsoluteUri, challenge["service"] ?? "", scope, credentials);
        if (_kept.TryGetValue(key, out var kept) && kept.Token != rejected && kept.Until > http.Time.GetUtcNow())
        {
            return kept.Token;
        }

        var answer = await AskAsync(registry, realm, key, cancellationToken);
        var token = (answer.Token is { Length: > 0 } plain ? plain : answer.AccessToken)
            ?? throw new RegistryException($"authorization server {realm.Host} did not include a token in the response");
        Keep(key, token, answer.ExpiresIn);
        return token;
    }

    /// <summary>Shows a service who one is, and asks it for a token that may stand for the password.</summary>
    public async Task<string> LoginAsync(Uri registry, Challenge challenge, RegistryCredentials credentials, CancellationToken cancellationToken)
    {
        var key = new TokenKey(RealmOf(registry, challenge).AbsoluteUri, challenge["service"] ?? "", challenge["scope"] ?? "", credentials);
        var answer = await AskAsync(registry, new Uri(key.Realm), key with { WantsRefreshToken = true }, cancellationToken);
        return answer.RefreshToken ?? "";
    }

    private static Uri RealmOf(Uri registry, Challenge challenge) =>
        Uri.TryCreate(registry, challenge["realm"] ?? "", out var realm) && challenge["realm"] is { Length: > 0 } && realm.Scheme is "https" or "http"
            ? realm
            : throw new RegistryException($"{registry.Host} names no token service that could be asked: \"{challenge["realm"]}\"");

    private void Keep(TokenKey key, string token, double? seconds)
    {
        var now = http.Time.GetUtcNow();
        if (_kept.Count >= KeptAtMost)
        {
            _kept.Clear();
        }

        // A day at most, whatever the service promises.
        _kept[key] = (token, now + TimeSpan.FromSeconds(Math.Clamp(seconds ?? LeastSeconds, LeastSeconds, 86400)) - Margin);
    }

    private async Task<TokenAnswer> AskAsync(Uri registry, Uri realm, TokenKey key, CancellationToken cancellationToken)
    {
        RequireSafe(registry, realm, key.Credentials);
        using var request = key.Credentials.IdentityToken.Length > 0 ? Refresh(realm, key) : Ask(realm, key);
        var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await RegistryErrors.ReadAsync(response, http, cancellationToken);
        }

        var body = await AnswerBody.ReadAllAsync(response, http, LimitBytes, $"the answer of the token service {realm.Host}", cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(body, DistributionJson.Default.TokenAnswer) ?? new();
        }
        catch (JsonException e)
        {
            throw new RegistryException($"unable to decode token response of {realm.Host}: {e.Message}", e);
        }
    }

    // Who may read the wire between here and there would have the password, and a registry could send it to anybody.
    private static void RequireSafe(Uri registry, Uri realm, RegistryCredentials credentials)
    {
        var isSafe = realm.Scheme == Uri.UriSchemeHttps || (registry.Scheme == Uri.UriSchemeHttp && realm.Host == registry.Host);
        if (!isSafe && !credentials.IsAnonymous)
        {
            throw new RegistryException($"{registry.Authority} wants its password sent without TLS to {realm.Authority}: refused");
        }
    }

    private static HttpRequestMessage Ask(Uri realm, TokenKey key)
    {
        var query = new StringBuilder(realm.Query.TrimStart('?'));
        Append(query, "account", key.Credentials.Username);
        if (key.WantsRefreshToken)
        {
            Append(query, "client_id", ClientId);
            Append(query, "offline_token", "true");
        }

        foreach (var scope in key.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Append(query, "scope", scope);
        }

        Append(query, "service", key.Service);
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = query.ToString() }.Uri);
        request.Headers.Authorization = key.Credentials.HasPassword ? BasicOf(key.Credentials) : null;
        return request;
    }

    private static HttpRequestMessage Refresh(Uri realm, TokenKey key) => new(HttpMethod.Post, realm)
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["service"] = key.Service,
            ["client_id"] = ClientId,
            ["scope"] = key.Scope,
            ["refresh_token"] = key.Credentials.IdentityToken,
        }),
    };

    public static AuthenticationHeaderValue BasicOf(RegistryCredentials credentials) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.Username}:{credentials.Password}")));

    private static void Append(StringBuilder query, string name, string value)
    {
        if (value.Length > 0)
        {
            query.Append(query.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    private sealed record TokenKey(string Realm, string Service, string Scope, RegistryCredentials Credentials)
    {
        public bool WantsRefreshToken { get; init; }
    }
}
