using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Gantry.Oci;
using Gantry.Oci.DistributionSpec;

namespace Gantry.Containers.Registries;

/// <summary>The way to every registry: finds the endpoint that answers, and keeps connections and tokens.</summary>
public sealed class RegistryAccess : IDisposable
{
    private const int SearchLimitBytes = 4 * 1024 * 1024;

    private readonly RegistryHttp _http;
    private readonly BearerTokens _tokens;

    // Registries without TLS, so that it is not tried each time.
    private readonly ConcurrentDictionary<string, Uri> _answered = new(StringComparer.OrdinalIgnoreCase);

    public RegistryAccess(RegistryOptions options, TimeProvider time)
    {
        _http = new(options, time);
        _tokens = new(_http);
    }

    public RegistryOptions Options => _http.Options;

    internal TimeProvider Time => _http.Time;

    public void Dispose() => _http.Dispose();

    /// <summary>Does something with a repository, at the first of its registry's endpoints that can.</summary>
    /// <param name="reference">Which repository.</param>
    /// <param name="credentials">In whose name.</param>
    /// <param name="use">What to do; a failure that is only this endpoint's leads to the next.</param>
    public Task<T> PullAsync<T>(ImageReference reference, RegistryCredentials credentials, Func<Repository, Task<T>> use) => TryEachAsync(
        reference.Domain, credentials, $"repository:{reference.Path}:pull", forPulling: true, client => use(new(client, reference.Path)));

    /// <summary>Does something with a repository that is to change.</summary>
    /// <param name="reference">Which repository.</param>
    /// <param name="credentials">In whose name.</param>
    /// <param name="sources">Paths of further repositories of the registry, to be read.</param>
    /// <param name="use">What to do.</param>
    public Task<T> PushAsync<T>(ImageReference reference, RegistryCredentials credentials, IEnumerable<string> sources, Func<Repository, Task<T>> use) => TryEachAsync(
        reference.Domain,
        credentials,
        string.Join(' ', sources.Select(source => $"repository:{source}:pull").Prepend($"repository:{reference.Path}:pull,push")),
        forPulling: false,
        client => use(new(client, reference.Path)));

    /// <summary>Asks the registry whether it knows somebody.</summary>
    /// <returns>A token that may stand for the password; empty where the registry gives none.</returns>
    /// <exception cref="UnauthorizedException">It does not; the message is Docker's.</exception>
    public Task<string> LoginAsync(string domain, RegistryCredentials credentials, CancellationToken cancellationToken) =>
        TryEachAsync(domain, credentials, scope: "", forPulling: false, client => LoginAsync(client, credentials, cancellationToken));

    /// <summary>Searches Docker Hub's index, or another registry's where the term begins with its host.</summary>
    public async Task<IReadOnlyList<SearchEntry>> SearchAsync(Uri index, string term, int limit, RegistryCredentials credentials, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(index, $"v1/search?q={Uri.EscapeDataString(term)}&n={limit}"));
        if (credentials.HasPassword && index.Scheme == Uri.UriSchemeHttps)
        {
            request.Headers.Authorization = BearerTokens.BasicOf(credentials);
        }

        var response = await _http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            using (response)
            {
                throw new RegistryException($"Unexpected status code {(int)response.StatusCode}") { Status = (int)response.StatusCode };
            }
        }

        var body = await AnswerBody.ReadAllAsync(response, _http, SearchLimitBytes, "the answer to the search", cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(body, DistributionJson.Default.SearchAnswer)?.Results ?? [];
        }
        catch (JsonException e)
        {
            throw new RegistryException($"error decoding registry search results: {e.Message}", e);
        }
    }

    private async Task<string> LoginAsync(RegistryClient client, RegistryCredentials credentials, CancellationToken cancellationToken)
    {
        var ping = client.UriOf("");
        using var first = await _http.SendAsync(new(HttpMethod.Get, ping), cancellationToken);
        if (first.StatusCode == HttpStatusCode.Unauthorized && Challenge.Of(first).FirstOrDefault(offered => offered.IsBearer) is { } bearer && credentials.HasPassword)
        {
            return await AsUnauthorizedAsync(
                () => _tokens.LoginAsync(client.Endpoint.Base, bearer, credentials, cancellationToken), e => $"Get \"{ping}\": {e.Message}");
        }

        return await AsUnauthorizedAsync(
            async () =>
            {
                using var response = await client.SendAsync(() => new(HttpMethod.Get, ping), cancellationToken);
                return "";
            },
            e => e.Status is { } status ? $"login attempt to {ping} failed with status: {status} {(HttpStatusCode)status}" : e.Message);
    }

    private static async Task<string> AsUnauthorizedAsync(Func<Task<string>> login, Func<RegistryException, string> message)
    {
        try
        {
            return await login();
        }
        catch (RegistryException e) when (e.Status == (int)HttpStatusCode.Unauthorized)
        {
            throw new UnauthorizedException(message(e), e);
        }
    }

    private async Task<T> TryEachAsync<T>(string domain, RegistryCredentials credentials, string scope, bool forPulling, Func<RegistryClient, Task<T>> use)
    {
        var endpoints = RegistryEndpoint.Of(domain, Options, forPulling);
        if (_answered.TryGetValue(domain, out var known))
        {
            endpoints = [.. endpoints.OrderBy(endpoint => endpoint.Base == known ? 0 : 1)];
        }

        for (var i = 0; ; i++)
        {
            var client = new RegistryClient(endpoints[i], _http, _tokens, credentials, scope);
            try
            {
                var result = await use(client);
                if (endpoints[i].Base.Scheme == Uri.UriSchemeHttp && !endpoints[i].IsMirror)
                {
                    _answered[domain] = endpoints[i].Base;
                }

                return result;
            }
            catch (RegistryException) when (i + 1 < endpoints.Count && (endpoints[i].IsMirror || !client.HasAnswered))
            {
                // The next one is tried; if none does, the last one's failure is told.
            }
        }
    }
}
