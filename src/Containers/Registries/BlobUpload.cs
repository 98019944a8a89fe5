using System.Net;
using Gantry.Oci;

namespace Gantry.Containers.Registries;

/// <summary>What became of a blob that was to be in a repository.</summary>
/// <param name="MountedFrom">The repository that had it; null where it was sent.</param>
internal sealed record UploadResult(string? MountedFrom);

/// <summary>Brings a blob into a repository: mounted from another of the same registry, or sent; what breaks off goes on where it stopped.</summary>
/// <remarks>distribution-spec "Pushing a blob in chunks": one chunk, as Docker's client sends it.</remarks>
internal sealed class BlobUpload(Repository repository, Digest blob, long length, Func<Stream> open)
{
    private const int MaxAttempts = 5;

    /// <summary>Called with bytes that have been sent; negative ones have to be sent again.</summary>
    public Action<long>? Progress { get; init; }

    private RegistryClient Client => repository.Client;

    /// <param name="from">A repository of the same registry that may have it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<UploadResult> RunAsync(string? from, CancellationToken cancellationToken)
    {
        var location = await BeginAsync(from, cancellationToken);
        if (location is null)
        {
            return new(from);
        }

        var (sent, delay) = (0L, Client.Http.Options.RetryDelay);
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                location = await SendAsync(location, sent, cancellationToken);
                await FinishAsync(location, cancellationToken);
                return new((string?)null);
            }
            catch (RegistryException e) when (e.IsTransient && attempts < MaxAttempts)
            {
                await Task.Delay(delay, Client.Http.Time, cancellationToken);
                delay *= 2;
                (location, sent) = await ResumeAsync(location, cancellationToken);
            }
        }
    }

    // Null where the blob is there now.
    private async Task<Uri?> BeginAsync(string? from, CancellationToken cancellationToken)
    {
        var query = from is null ? "" : $"?mount={Uri.EscapeDataString(blob.ToString())}&from={Uri.EscapeDataString(from)}";
        using var response = await Client.SendAsync(
            () => new(HttpMethod.Post, Client.UriOf($"{repository.Path}/blobs/uploads/{query}")) { Content = new ByteArrayContent([]) }, cancellationToken);
        return from is not null && response.StatusCode == HttpStatusCode.Created ? null : LocationOf(response);
    }

    private async Task<Uri> SendAsync(Uri location, long offset, CancellationToken cancellationToken)
    {
        if (offset == length && length > 0)
        {
            return location;
        }

        using var response = await Client.SendAsync(
            () =>
            {
                var stream = open();
                stream.Seek(offset, SeekOrigin.Begin);
                var content = new BlobContent(stream, length - offset, Progress);
                content.Headers.ContentType = new("application/octet-stream");
                if (offset > 0)
                {
                    content.Headers.TryAddWithoutValidation("Content-Range", $"{offset}-{length - 1}");
                }

                return new(HttpMethod.Patch, location) { Content = content };
            },
            cancellationToken);
        return LocationOf(response);
    }

    private async Task FinishAsync(Uri location, CancellationToken cancellationToken)
    {
        var query = location.Query.TrimStart('?');
        var digest = "digest=" + Uri.EscapeDataString(blob.ToString());
        var final = new UriBuilder(location) { Query = query.Length == 0 ? digest : $"{query}&{digest}" }.Uri;
        using var response = await Client.SendAsync(() => new(HttpMethod.Put, final) { Content = new ByteArrayContent([]) }, cancellationToken);
    }

    private async Task<(Uri Location, long Sent)> ResumeAsync(Uri location, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.SendAsync(() => new(HttpMethod.Get, location), cancellationToken);
            var range = response.Headers.TryGetValues("Range", out var told) ? told.First() : "";
            if (range.Split('-', 2) is [_, var end] && long.TryParse(end, out var last) && last > 0 && last < length)
            {
                return (LocationOf(response), last + 1);
            }
        }
        catch (RegistryException e) when (e.Status is 404 or 405)
        {
            // The registry has forgotten the upload, or never tells.
        }

        // "0-0" may mean nothing or one byte: from the beginning.
        return (await BeginAsync(from: null, cancellationToken) ?? location, 0);
    }

    private Uri LocationOf(HttpResponseMessage response) => response.Headers.Location switch
    {
        null => throw new RegistryException($"{repository.Path}: the registry does not say where to send the blob"),
        { IsAbsoluteUri: true } whole => whole,
        var relative => new Uri(response.RequestMessage?.RequestUri ?? Client.Endpoint.Base, relative),
    };
}
