using System.Text.Json;
using Gantry.Oci.DistributionSpec;

namespace Gantry.Containers.Registries;

/// <summary>Turns a registry's refusal into the words that Docker has for it.</summary>
internal static class RegistryErrors
{
    public const string Denied = "DENIED";
    public const string Unauthorized = "UNAUTHORIZED";
    public const string ManifestUnknown = "MANIFEST_UNKNOWN";
    public const string NameUnknown = "NAME_UNKNOWN";
    public const string TooManyRequests = "TOOMANYREQUESTS";

    private const int LimitBytes = 64 * 1024;
    private const int LongestMessage = 1024;

    /// <summary>Reads the refusal, and ends the answer.</summary>
    public static async Task<RegistryException> ReadAsync(HttpResponseMessage response, RegistryHttp http, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var challenge = Challenge.Of(response).FirstOrDefault(offered => offered.IsBearer);
        var name = response.RequestMessage is { } request ? RegistryHttp.NameOf(request) : "";
        var body = await ReadBodyAsync(response, http, cancellationToken);
        var entry = EntryOf(body, status, challenge);
        var text = entry is not null ? $"{Familiar(entry.Code)}: {Shorten(entry.Message is { Length: > 0 } own ? own : DefaultMessage(entry.Code))}"
            : status switch
            {
                401 => $"unauthorized: {Shorten(MessageOf(body) ?? "authentication required")}",
                403 => $"denied: {Shorten(MessageOf(body) ?? DefaultMessage(Denied))}",
                404 when response.RequestMessage?.Method == HttpMethod.Head => $"{name}: not found",
                429 => $"toomanyrequests: {Shorten(MessageOf(body) ?? "too many requests")}",
                _ => $"{name}: unexpected status from the registry: {status} {response.ReasonPhrase}",
            };
        return new(text)
        {
            Code = entry?.Code ?? (status == 429 ? TooManyRequests : status == 401 ? Unauthorized : status == 403 ? Denied : null),
            Status = status,
            IsTransient = status is 408 or 429 or 500 or 502 or 503 or 504,
        };
    }

    /// <summary>The reason given for one image: what is not there, or not for everybody, is told apart as little as Docker does.</summary>
    public static Exception Explain(RegistryException failure, string familiarName, string familiarRepository) => failure.Code switch
    {
        Denied => new NotFoundException(
            $"pull access denied for {familiarRepository}, repository does not exist or may require 'docker login': {failure.Message}", failure),
        ManifestUnknown => new NotFoundException($"manifest for {familiarName} not found: {failure.Message}", failure),
        NameUnknown => new NotFoundException($"repository {familiarRepository} not found: {failure.Message}", failure),
        _ => failure,
    };

    private static ErrorEntry? EntryOf(ErrorList? body, int status, Challenge? challenge)
    {
        // A token that does not reach that far means the same as a refusal.
        if (status == 401 && challenge?["error"] is "insufficient_scope")
        {
            return new() { Code = Denied, Message = challenge["error_description"] ?? DefaultMessage(Denied) };
        }

        return body?.Errors?.FirstOrDefault(entry => entry.Code is { Length: > 0 });
    }

    private static async Task<ErrorList?> ReadBodyAsync(HttpResponseMessage response, RegistryHttp http, CancellationToken cancellationToken)
    {
        try
        {
            var body = await AnswerBody.ReadAllAsync(response, http, LimitBytes, "the registry's reason", cancellationToken);
            return body.Length == 0 ? null : JsonSerializer.Deserialize(body, DistributionJson.Default.ErrorList);
        }
        catch (Exception e) when (e is JsonException or RegistryException)
        {
            // Its reason is not one that we can read; the status says enough.
            return null;
        }
    }

    private static string? MessageOf(ErrorList? body) => body?.Details ?? body?.Message;

    private static string Familiar(string? code) => (code ?? "unknown").ToLowerInvariant().Replace('_', ' ');

    private static string Shorten(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage] + "…";

    private static string DefaultMessage(string? code) => code switch
    {
        Denied => "requested access to the resource is denied",
        Unauthorized => "authentication required",
        ManifestUnknown => "manifest unknown",
        NameUnknown => "repository name not known to registry",
        _ => "unknown error",
    };
}
