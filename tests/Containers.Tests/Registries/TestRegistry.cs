using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Gantry.Containers.Tests.Archives;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gantry.Containers.Tests.Registries;

/// <summary>A small registry on the loopback that does what a test tells it to; without that it is honest.</summary>
public sealed class TestRegistry : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, MemoryStream> _uploads = new();

    private TestRegistry(WebApplication server) => _server = server;

    public ConcurrentDictionary<Digest, byte[]> Blobs { get; } = new();

    /// <summary>By tag and by digest.</summary>
    public ConcurrentDictionary<string, (string Type, byte[] Content)> Manifests { get; } = new();

    /// <summary>All that was asked: method, path with query, and who asked.</summary>
    public ConcurrentQueue<(string Method, string Target, string Authorization)> Requests { get; } = new();

    /// <summary>Answers instead of the registry where it returns true.</summary>
    public Func<HttpContext, Task<bool>> Instead { get; set; } = _ => Task.FromResult(false);

    /// <summary><c>127.0.0.1:PORT</c>.</summary>
    public string Authority { get; private set; } = "";

    public static async Task<TestRegistry> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null).UseUrls("http://127.0.0.1:0");
        var registry = new TestRegistry(builder.Build());
        registry._server.Run(registry.HandleAsync);
        await registry._server.StartAsync();
        var address = registry._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.First();
        registry.Authority = new Uri(address ?? "").Authority;
        return registry;
    }

    public ImageReference Name(string name) => ImageReference.Parse($"{Authority}/{name}");

    /// <summary>Adds an image with a layer of gzip for each archive, under a tag.</summary>
    public ImageManifest AddImage(string tag, params TestArchive[] layers) => AddImage(tag, Platform.Host, layers);

    public ImageManifest AddImage(string tag, Platform platform, params TestArchive[] layers)
    {
        var diffs = layers.Select(layer => layer.ToStream().ToArray()).ToList();
        var config = new ImageDocument
        {
            Os = platform.Os, Architecture = platform.Architecture, Variant = platform.Variant, RootFs = new() { DiffIds = [.. diffs.Select(diff => Digest.Of(diff))] },
        };
        return AddImage(tag, config, [.. diffs.Select(Gzip)]);
    }

    public ImageManifest AddImage(string tag, ImageDocument config, IReadOnlyList<byte[]> blobs)
    {
        var document = JsonSerializer.SerializeToUtf8Bytes(config, ImageDocumentJson.Plain.ImageDocument);
        var manifest = new ImageManifest
        {
            MediaType = MediaTypes.Manifest,
            Config = AddBlob(MediaTypes.Config, document),
            Layers = [.. blobs.Select(blob => AddBlob(MediaTypes.LayerGzip, blob))],
        };
        AddManifest(tag, manifest);
        return manifest;
    }

    public Descriptor AddBlob(string mediaType, byte[] content)
    {
        Blobs[Digest.Of(content)] = content;
        return new() { MediaType = mediaType, Digest = Digest.Of(content), Size = content.Length };
    }

    public Descriptor AddManifest(string tag, ImageManifest manifest) =>
        AddManifest(tag, manifest.MediaType ?? "", JsonSerializer.SerializeToUtf8Bytes(manifest, ImageSpecJson.Plain.ImageManifest));

    public Descriptor AddManifest(string tag, string type, byte[] content)
    {
        Manifests[tag] = Manifests[Digest.Of(content).ToString()] = (type, content);
        return new() { MediaType = type, Digest = Digest.Of(content), Size = content.Length };
    }

    public static byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    /// <summary>Keeps a part of an upload, as a registry does whose client then breaks off.</summary>
    public void Received(HttpContext http, byte[] part) => _uploads[(http.Request.Path.Value ?? "").Split('/')[^1]].Write(part);

    /// <summary>Answers a refusal as registries do.</summary>
    public static async Task<bool> Refuse(HttpContext http, int status, string code, string message)
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsync($$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}""");
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext http)
    {
        var request = http.Request;
        Requests.Enqueue((request.Method, request.Path + request.QueryString, request.Headers.Authorization.ToString()));
        if (await Instead(http))
        {
            return;
        }

        var path = request.Path.Value ?? "";
        if (path.EndsWith("/tags/list", StringComparison.Ordinal))
        {
            await http.Response.WriteAsync(JsonSerializer.Serialize(new { name = "x", tags = Manifests.Keys.Where(key => !key.Contains(':')).Order() }));
        }
        else if (path.Contains("/blobs/uploads/", StringComparison.Ordinal))
        {
            await UploadAsync(http);
        }
        else if (path.Contains("/blobs/", StringComparison.Ordinal))
        {
            await BlobAsync(http, path[(path.LastIndexOf('/') + 1)..]);
        }
        else if (path.Contains("/manifests/", StringComparison.Ordinal))
        {
            await ManifestAsync(http, path[(path.LastIndexOf('/') + 1)..]);
        }
    }

    private async Task BlobAsync(HttpContext http, string digest)
    {
        if (!Blobs.TryGetValue(Digest.Parse(digest), out var content))
        {
            await Refuse(http, 404, "BLOB_UNKNOWN", "blob unknown to registry");
            return;
        }

        var from = http.Request.Headers.Range.ToString() is { Length: > 0 } range ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
        if (from > 0)
        {
            http.Response.StatusCode = 206;
            http.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        http.Response.ContentLength = content.Length - from;
        if (http.Request.Method == "GET")
        {
            await http.Response.Body.WriteAsync(content.AsMemory(from));
        }
    }

    private async Task ManifestAsync(HttpContext http, string name)
    {
        if (http.Request.Method == "PUT")
        {
            var content = await ReadAsync(http.Request);
            AddManifest(name, http.Request.ContentType ?? "", content);
            http.Response.Headers["Docker-Content-Digest"] = Digest.Of(content).ToString();
            http.Response.StatusCode = 201;
        }
        else if (Manifests.TryGetValue(name, out var found))
        {
            http.Response.ContentType = found.Type;
            await http.Response.Body.WriteAsync(found.Content);
        }
        else
        {
            await Refuse(http, 404, "MANIFEST_UNKNOWN", "manifest unknown");
        }
    }

    private async Task UploadAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        var id = path[(path.LastIndexOf('/') + 1)..];
        if (http.Request.Method == "POST")
        {
            var mount = http.Request.Query["mount"].ToString();
            if (mount.Length > 0 && Blobs.ContainsKey(Digest.Parse(mount)))
            {
                http.Response.StatusCode = 201;
                return;
            }

            id = Guid.NewGuid().ToString("N");
            _uploads[id] = new();
        }
        else
        {
            _uploads[id].Write(await ReadAsync(http.Request));
        }

        http.Response.Headers.Location = http.Request.Method == "POST" ? path + id : path;
        http.Response.Headers["Range"] = $"0-{Math.Max(0, _uploads[id].Length - 1)}";
        http.Response.StatusCode = 202;
        if (http.Request.Method == "PUT")
        {
            var content = _uploads[id].ToArray();
            http.Response.StatusCode = Digest.Of(content).ToString() == http.Request.Query["digest"] ? 201 : 400;
            Blobs[Digest.Of(content)] = content;
        }
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        var content = new MemoryStream();
        await request.Body.CopyToAsync(content);
        return content.ToArray();
    }
}
