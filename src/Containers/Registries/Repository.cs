using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Gantry.Oci;
using Gantry.Oci.DistributionSpec;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Registries;

/// <summary>A repository in a registry, as one of its endpoints serves it.</summary>
/// <remarks>distribution-spec.</remarks>
public sealed class Repository
{
    /// <summary>The largest manifest that is read.</summary>
    public const int ManifestLimitBytes = 4 * 1024 * 1024;

    private const int TagsLimitBytes = 8 * 1024 * 1024;
    private const int MaxTagPages = 1000;

    private static readonly string[] ManifestTypes =
        [MediaTypes.DockerManifest, MediaTypes.DockerIndex, MediaTypes.Index, MediaTypes.Manifest, MediaTypes.DockerManifestV1Signed, "application/json"];

    internal Repository(RegistryClient client, string path) => (Client, Path) = (client, path);

    /// <summary>Such as <c>library/busybox</c>.</summary>
    public string Path { get; }

    public RegistryEndpoint Endpoint => Client.Endpoint;

    internal RegistryClient Client { get; }

    /// <summary>A manifest or an index.</summary>
    /// <param name="tagOrDigest">Its name; what comes by a digest is verified.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RegistryException">There is none, it is too large, or not what it should be.</exception>
    public async Task<FetchedManifest> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken)
    {
        var response = await Client.SendAsync(() => ManifestRequest(HttpMethod.Get, tagOrDigest), cancellationToken);
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        var content = await AnswerBody.ReadAllAsync(response, Client.Http, ManifestLimitBytes, $"the manifest {Path}:{tagOrDigest}", cancellationToken);
        var digest = Digest.Of(content);
        return Digest.TryParse(tagOrDigest, out var wanted) && wanted != digest
            ? throw new RegistryException($"manifest verification failed for digest {wanted}: got {digest}")
            : new(content, digest, FetchedManifest.TypeOf(content, mediaType));
    }

    /// <summary>What an image runs on, as its configuration says.</summary>
    public async Task<Platform> ReadPlatformAsync(ImageManifest manifest, int limitBytes, CancellationToken cancellationToken)
    {
        if (manifest.Config.Size < 0 || manifest.Config.Size > limitBytes)
        {
            throw new RegistryException($"the image's configuration has {manifest.Config.Size} bytes, and {limitBytes} are the most that are taken");
        }

        var content = new MemoryStream();
        await new BlobDownload(this, manifest.Config, bytes => content.WriteAsync(bytes, cancellationToken)).RunAsync(cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(content.ToArray(), ImageDocumentJson.Plain.ImageDocument)?.Platform ?? new();
        }
        catch (JsonException e)
        {
            throw new RegistryException($"the image's configuration is malformed: {e.Message}", e);
        }
    }

    /// <summary>All tags, page by page.</summary>
    public async Task<IReadOnlyList<string>> ListTagsAsync(CancellationToken cancellationToken)
    {
        var tags = new List<string>();
        var next = Client.UriOf($"{Path}/tags/list");
        for (var page = 0; page < MaxTagPages; page++)
        {
            var uri = next;
            var response = await Client.SendAsync(() => new(HttpMethod.Get, uri), cancellationToken);
            var link = NextPage(response);
            var body = await AnswerBody.ReadAllAsync(response, Client.Http, TagsLimitBytes, $"the list of tags of {Path}", cancellationToken);
            tags.AddRange(ReadTags(body));
            if (link is null || !Uri.TryCreate(uri, link, out var following) || following.Authority != uri.Authority)
            {
                return tags;
            }

            next = following;
        }

        throw new RegistryException($"the list of tags of {Path} has no end");
    }

    /// <summary>Whether a blob is there.</summary>
    internal async Task<bool> HasBlobAsync(Digest blob, CancellationToken cancellationToken)
    {
        using var response = await Client.SendAsync(() => new(HttpMethod.Head, BlobUri(blob)), cancellationToken, HttpStatusCode.NotFound);
        return response.IsSuccessStatusCode;
    }

    /// <summary>The answer that carries a blob, from a byte on.</summary>
    internal Task<HttpResponseMessage> OpenBlobAsync(Digest blob, long from, CancellationToken cancellationToken) => Client.SendAsync(
        () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, BlobUri(blob));
            request.Headers.Range = from > 0 ? new RangeHeaderValue(from, null) : null;
            return request;
        },
        cancellationToken);

    /// <summary>Stores a manifest under a tag.</summary>
    internal async Task PutManifestAsync(string tag, byte[] manifest, string mediaType, CancellationToken cancellationToken)
    {
        using var response = await Client.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Put, Client.UriOf($"{Path}/manifests/{tag}")) { Content = new ByteArrayContent(manifest) };
                request.Content.Headers.ContentType = new(mediaType);
                return request;
            },
            cancellationToken);
        if (response.Headers.TryGetValues("Docker-Content-Digest", out var told) && told.First() != Digest.Of(manifest).ToString())
        {
            throw new RegistryException($"the registry stored the manifest as {told.First()} instead of {Digest.Of(manifest)}");
        }
    }

    private static IReadOnlyList<string> ReadTags(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, DistributionJson.Default.TagList)?.Tags ?? [];
        }
        catch (JsonException e)
        {
            throw new RegistryException($"the list of tags is malformed: {e.Message}", e);
        }
    }

    // RFC 8288: </v2/name/tags/list?last=x&n=y>; rel="next"
    private static string? NextPage(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Link", out var links) && links.FirstOrDefault() is { } link && link.StartsWith('<')
            && link.Contains("rel=\"next\"", StringComparison.Ordinal)
            ? link[1..link.IndexOf('>', StringComparison.Ordinal)]
            : null;

    private HttpRequestMessage ManifestRequest(HttpMethod method, string tagOrDigest)
    {
        var request = new HttpRequestMessage(method, Client.UriOf($"{Path}/manifests/{tagOrDigest}"));
        foreach (var type in ManifestTypes)
        {
            request.Headers.Accept.Add(new(type));
        }

        return request;
    }

    private Uri BlobUri(Digest blob) => Client.UriOf($"{Path}/blobs/{blob}");
}
