using System.Text;
using Gantry.Containers.Registries;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;
using Microsoft.AspNetCore.Http;

namespace Gantry.Containers.Tests.Registries;

/// <summary>Registries that lie, stall and break: each is bounded, says what is wrong, and leaves nothing behind.</summary>
public sealed class BadRegistryTests : IAsyncLifetime
{
    private RegistryTestRoot? _root;

    private RegistryTestRoot Root => _root ?? throw new InvalidOperationException("not started");

    private TestRegistry Registry => Root.Registry;

    public async ValueTask InitializeAsync() => _root = await RegistryTestRoot.Start(_ => new()
    {
        IdleTimeout = TimeSpan.FromMilliseconds(400), LongestWait = TimeSpan.FromSeconds(5),
    });

    public ValueTask DisposeAsync() => Root.DisposeAsync();

    [Fact]
    public async Task A_layer_with_another_digest_is_refused()
    {
        var manifest = Registry.AddImage("1", RegistryTestRoot.Layer());
        var blob = Registry.Blobs[manifest.Layers[0].Digest].ToArray();
        blob[^1] ^= 1;
        Registry.Blobs[manifest.Layers[0].Digest] = blob;
        await FailsAsync<InvalidException>($"filesystem layer verification failed for digest {manifest.Layers[0].Digest}");
    }

    [Fact]
    public async Task A_configuration_with_another_digest_is_refused()
    {
        var manifest = Registry.AddImage("1", RegistryTestRoot.Layer());
        Registry.Blobs[manifest.Config.Digest] = [.. Registry.Blobs[manifest.Config.Digest][..^1], (byte)' '];
        await FailsAsync<InvalidException>($"filesystem layer verification failed for digest {manifest.Config.Digest}");
    }

    [Fact]
    public async Task A_manifest_with_another_digest_than_was_asked_for_is_refused()
    {
        var wanted = Digest.Of("other"u8);
        Registry.AddImage("1", RegistryTestRoot.Layer());
        Registry.Manifests[wanted.ToString()] = Registry.Manifests["1"];
        await FailsAsync<RegistryException>($"manifest verification failed for digest {wanted}", $"box@{wanted}");
    }

    [Fact]
    public async Task A_layer_that_is_not_the_one_the_configuration_tells_of_is_refused()
    {
        // Its digest is right: it was swapped for another between what was signed and what is unpacked.
        var told = RegistryTestRoot.Layer("honest").ToStream().ToArray();
        var sent = RegistryTestRoot.Layer("swapped").ToStream().ToArray();
        var config = new ImageDocument { Os = "linux", Architecture = "amd64", RootFs = new() { DiffIds = [Digest.Of(told)] } };
        Registry.AddImage("1", config, [TestRegistry.Gzip(sent)]);
        await FailsAsync<InvalidException>($"invalid diffID for layer 0: expected \"{Digest.Of(told)}\", got \"{Digest.Of(sent)}\"");
    }

    [Theory]
    [InlineData(-5, "the registry has")]
    [InlineData(5, "the registry has")]
    public async Task A_size_that_is_not_the_blobs_is_refused_before_the_blob_is_read(int difference, string message)
    {
        var manifest = Registry.AddImage("1", RegistryTestRoot.Layer());
        Registry.AddManifest("1", manifest with { Layers = [manifest.Layers[0] with { Size = manifest.Layers[0].Size + difference }] });
        await FailsAsync<RegistryException>(message);
    }

    [Fact]
    public async Task A_blob_without_end_is_cut_off_where_its_size_says()
    {
        var manifest = Registry.AddImage("1", RegistryTestRoot.Layer());
        Registry.Instead = async http =>
        {
            if (!http.Request.Path.Value!.EndsWith(manifest.Layers[0].Digest.ToString(), StringComparison.Ordinal))
            {
                return false;
            }

            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(new byte[64 * 1024]);
            }

            return true;
        };
        await FailsAsync<RegistryException>($"{manifest.Layers[0].Digest}: the registry sends more than the {manifest.Layers[0].Size} bytes that the manifest tells of");
    }

    [Fact]
    public async Task A_blob_that_always_ends_too_early_is_given_up()
    {
        var manifest = Registry.AddImage("1", RegistryTestRoot.Layer());
        Registry.Instead = http => AnswerBlob(http, manifest.Layers[0].Digest, response => response.Body.FlushAsync());
        await FailsAsync<RegistryException>("unexpected EOF after 0 of");
    }

    [Fact]
    public async Task A_download_that_breaks_off_goes_on_where_it_was()
    {
        var random = new byte[300_000];
        Random.Shared.NextBytes(random);
        var manifest = Registry.AddImage("1", RegistryTestRoot.Layer(Convert.ToHexString(random)));
        var (layer, breaks, ranges) = (manifest.Layers[0].Digest, 0, new List<string>());
        Registry.Instead = http => AnswerBlob(http, layer, async response =>
        {
            var content = Registry.Blobs[layer];
            var range = http.Request.Headers.Range.ToString();
            ranges.Add(range);
            var from = range.Length == 0 ? 0 : int.Parse(range["bytes=".Length..^1]);
            response.StatusCode = range.Length == 0 ? 200 : 206;
            response.Headers.ContentRange = range.Length == 0 ? default : $"bytes {from}-{content.Length - 1}/{content.Length}";
            response.ContentLength = content.Length - from;
            var part = breaks++ < 3 ? content.Length / 5 : content.Length - from;
            await response.Body.WriteAsync(content.AsMemory(from, part));
            await response.Body.FlushAsync();
            if (part < content.Length - from)
            {
                http.Abort();
            }
        });
        await Root.PullAsync("box:1");
        Assert.Equal(4, ranges.Count);
        Assert.Equal("", ranges[0]);
        Assert.All(ranges.Skip(1), range => Assert.Matches("^bytes=[1-9][0-9]*-$", range));
    }

    [Fact]
    public async Task A_server_without_ranges_is_read_from_the_beginning_again_and_the_layer_is_right()
    {
        var manifest = Registry.AddImage("1", RegistryTestRoot.Layer(new string('x', 100_000)));
        var (layer, breaks) = (manifest.Layers[0].Digest, 0);
        Registry.Instead = http => AnswerBlob(http, layer, async response =>
        {
            var content = Registry.Blobs[layer];
            response.ContentLength = content.Length;
            await response.Body.WriteAsync(content.AsMemory(0, breaks++ == 0 ? content.Length / 2 : content.Length));
            await response.Body.FlushAsync();
            if (breaks == 1)
            {
                http.Abort();
            }
        });
        await Root.PullAsync("box:1");
        Assert.Equal(2, breaks);
    }

    [Fact]
    public async Task A_registry_that_falls_silent_within_a_blob_is_given_up()
    {
        var manifest = Registry.AddImage("1", RegistryTestRoot.Layer());
        Registry.Instead = http => AnswerBlob(http, manifest.Layers[0].Digest, async response =>
        {
            response.ContentLength = manifest.Layers[0].Size;
            await response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        await FailsAsync<RegistryException>("nothing more came within 0.4 seconds");
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_is_given_up()
    {
        Registry.Instead = async http =>
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        await FailsAsync<RegistryException>("no answer within 0.4 seconds");
    }

    [Fact]
    public async Task A_redirect_to_itself_is_followed_ten_times()
    {
        Registry.Instead = http =>
        {
            http.Response.Redirect(http.Request.Path);
            return Task.FromResult(true);
        };
        await FailsAsync<RegistryException>("stopped after 10 redirects");
        Assert.Equal(11, Registry.Requests.Count);
    }

    [Fact]
    public async Task A_huge_manifest_is_not_read_to_its_end()
    {
        Registry.AddManifest("1", MediaTypes.Manifest, new byte[Repository.ManifestLimitBytes + 1]);
        await FailsAsync<RegistryException>("the manifest box:1 is larger than 4194304 bytes: refused");
    }

    [Theory]
    [InlineData("""{"mediaType":"application/vnd.nobody.v1+json"}""", "unsupported manifest format: application/vnd.nobody.v1+json")]
    [InlineData("""{"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","size":2},"layers":[]}""", "unsupported media type application/vnd.cncf.helm.config.v1+json")]
    [InlineData("[]", "the manifest is no JSON object")]
    [InlineData("{", "the manifest is malformed")]
    [InlineData("""{"config":7}""", "is malformed")]
    public async Task What_is_no_images_manifest_is_refused_by_name(string manifest, string message)
    {
        Registry.AddManifest("1", MediaTypes.Manifest, Encoding.UTF8.GetBytes(manifest));
        await FailsAsync<RegistryException>(message);
    }

    [Fact]
    public async Task Docker_s_first_manifests_are_refused_by_name()
    {
        Registry.AddManifest("1", MediaTypes.DockerManifestV1Signed, """{"schemaVersion":1}"""u8.ToArray());
        await FailsAsync<UnsupportedException>("schema 1 are not supported any more");
    }

    [Fact]
    public async Task An_index_that_lists_itself_has_an_end()
    {
        var inner = Registry.AddManifest("1", MediaTypes.Index, """{"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"""u8.ToArray());
        for (var depth = 0; depth < 5; depth++)
        {
            var outer = $$"""{"mediaType":"{{MediaTypes.Index}}","manifests":[{"mediaType":"{{MediaTypes.Index}}","digest":"{{inner.Digest}}","size":{{inner.Size}}}]}""";
            inner = Registry.AddManifest("1", MediaTypes.Index, Encoding.UTF8.GetBytes(outer));
        }

        await FailsAsync<RegistryException>("indexes lie in each other more than 3 deep");
    }

    [Fact]
    public async Task Who_is_told_to_wait_waits_and_then_goes_on()
    {
        Registry.AddImage("1", RegistryTestRoot.Layer());
        var refusals = 0;
        Registry.Instead = async http =>
        {
            http.Response.Headers.RetryAfter = "0";
            return refusals++ < 2 && await TestRegistry.Refuse(http, 429, "TOOMANYREQUESTS", "slow down");
        };
        await Root.PullAsync("box:1");
    }

    [Theory]
    [InlineData("0", 4)]
    [InlineData("3600", 1)]
    public async Task Who_is_told_to_wait_too_often_or_too_long_gives_up(string seconds, int requests)
    {
        Registry.Instead = http =>
        {
            http.Response.Headers.RetryAfter = seconds;
            return TestRegistry.Refuse(http, 429, "TOOMANYREQUESTS", "You have reached your pull rate limit.");
        };
        await FailsAsync<RegistryException>("toomanyrequests: You have reached your pull rate limit.");
        Assert.Equal(requests, Registry.Requests.Count);
    }

    [Theory]
    [InlineData("MANIFEST_UNKNOWN", "manifest unknown", "manifest for {0}/box:1 not found: manifest unknown: manifest unknown")]
    [InlineData("NAME_UNKNOWN", "repository name not known to registry", "repository {0}/box not found: name unknown: repository name not known to registry")]
    [InlineData("DENIED", "requested access to the resource is denied", "pull access denied for {0}/box, repository does not exist or may require 'docker login': denied: requested access to the resource is denied")]
    public async Task What_is_not_there_is_said_in_Docker_s_words(string code, string message, string expected)
    {
        Registry.Instead = http => TestRegistry.Refuse(http, 404, code, message);
        await FailsAsync<NotFoundException>(string.Format(System.Globalization.CultureInfo.InvariantCulture, expected, Registry.Authority));
    }

    private static async Task<bool> AnswerBlob(HttpContext http, Digest blob, Func<HttpResponse, Task> answer)
    {
        if (!http.Request.Path.Value!.EndsWith(blob.ToString(), StringComparison.Ordinal))
        {
            return false;
        }

        await answer(http.Response);
        return true;
    }

    private async Task FailsAsync<T>(string message, string name = "box:1")
        where T : Exception
    {
        Assert.Contains(message, (await Assert.ThrowsAsync<T>(() => Root.PullAsync(name))).Message, StringComparison.Ordinal);
        Root.AssertNothingIsLeft();
    }
}
