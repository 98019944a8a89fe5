using System.Text.Json;
using Gantry.Containers.Images;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Tests.Registries;

public sealed class PullTests : IAsyncLifetime
{
    private RegistryTestRoot? _root;

    private RegistryTestRoot Root => _root ?? throw new InvalidOperationException("not started");

    private TestRegistry Registry => Root.Registry;

    public async ValueTask InitializeAsync() => _root = await RegistryTestRoot.Start();

    public ValueTask DisposeAsync() => Root.DisposeAsync();

    [Fact]
    public async Task A_pulled_image_is_the_registrys_byte_for_byte_and_known_by_tag_and_digest()
    {
        var manifest = Registry.AddImage("1", RegistryTestRoot.Layer("a"), RegistryTestRoot.Layer("b", "g"));
        var pulled = await Root.PullAsync("box:1");
        var content = Registry.Manifests["1"].Content;
        Assert.Equal((manifest.Config.Digest, Digest.Of(content), true), (pulled.Image.Id, pulled.Digest, pulled.IsNew));
        Assert.Equal(content, Root.Root.Storage.Content.ReadDocument(pulled.Image.Manifest));
        Assert.All(manifest.Layers, layer => Assert.Equal(Registry.Blobs[layer.Digest].Length, Root.Root.Storage.Content.LengthOf(layer.Digest)));
        Assert.Equal([$"{Registry.Authority}/box:1", $"{Registry.Authority}/box@{pulled.Digest}"], pulled.Image.References.Select(name => name.ToString()).Order());
        Assert.Equal(2, pulled.Image.Size);
    }

    [Fact]
    public async Task An_image_that_is_here_is_up_to_date_and_none_of_its_blobs_is_asked_for()
    {
        Registry.AddImage("1", RegistryTestRoot.Layer());
        await Root.PullAsync("box:1");
        Registry.Requests.Clear();
        var again = await Root.PullAsync("box:1");
        Assert.False(again.IsNew);
        Assert.DoesNotContain(Registry.Requests, request => request.Target.Contains("/blobs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_layer_that_another_image_has_is_not_fetched_again()
    {
        var first = Registry.AddImage("1", RegistryTestRoot.Layer("base"));
        await Root.PullAsync("box:1");
        Registry.AddImage("2", RegistryTestRoot.Layer("base"), RegistryTestRoot.Layer("top", "g"));
        Registry.Requests.Clear();
        var steps = new List<TransferStep>();
        await Root.PullAsync("box:2", new() { Progress = step => { lock (steps) { steps.Add(step); } } });
        Assert.DoesNotContain(Registry.Requests, request => request.Target.Contains(first.Layers[0].Digest.ToString(), StringComparison.Ordinal));
        Assert.Contains(steps, step => step.Kind == TransferKind.LayerPresent && step.Subject == first.Layers[0].Digest.Hex[..12]);
        Assert.Single(steps, step => step.Kind == TransferKind.Unpacked);
    }

    [Theory]
    [InlineData("linux/arm64", "arm64")]
    [InlineData("linux/arm64/v8", "arm64")]
    [InlineData("linux/arm/v7", "armv6")]
    [InlineData("linux/amd64", "amd64")]
    public async Task Of_an_index_the_image_for_the_platform_is_taken(string wanted, string expected)
    {
        var platforms = new Dictionary<string, Platform>
        {
            ["unknown"] = new() { Os = "unknown", Architecture = "unknown" },
            ["armv6"] = new() { Os = "linux", Architecture = "arm", Variant = "v6" },
            ["armv5"] = new() { Os = "linux", Architecture = "arm", Variant = "v5" },
            ["arm64"] = new() { Os = "linux", Architecture = "arm64", Variant = "v8" },
            ["amd64"] = new() { Os = "linux", Architecture = "amd64" },
        };
        var ids = new Dictionary<string, Digest>();
        var descriptors = new List<Descriptor>();
        foreach (var (key, platform) in platforms)
        {
            var manifest = Registry.AddImage(key, platform, RegistryTestRoot.Layer(key));
            ids[key] = manifest.Config.Digest;
            descriptors.Add(Registry.AddManifest(key, manifest) with { Platform = platform });
        }

        var index = new ImageIndex { MediaType = MediaTypes.Index, Manifests = descriptors };
        var listed = Registry.AddManifest("1", MediaTypes.Index, JsonSerializer.SerializeToUtf8Bytes(index, ImageSpecJson.Plain.ImageIndex));
        Assert.True(PlatformMatch.TryParse(wanted, out var asked));
        var pulled = await Root.PullAsync("box:1", new() { Platform = asked });
        Assert.Equal((ids[expected], listed.Digest), (pulled.Image.Id, pulled.Digest));
        Assert.Equal(pulled.Image.Id, Root.Resolve($"box@{listed.Digest}"));
        var none = await Assert.ThrowsAsync<NotFoundException>(() => Root.PullAsync("box:1", new() { Platform = new() { Os = "linux", Architecture = "s390x" } }));
        Assert.Equal("no matching manifest for linux/s390x in the manifest list entries", none.Message);
    }

    [Fact]
    public async Task A_pull_by_digest_takes_that_image_though_the_tag_has_moved_on()
    {
        var first = Registry.AddManifest("1", Registry.AddImage("1", RegistryTestRoot.Layer("a")));
        Registry.AddImage("1", RegistryTestRoot.Layer("b"));
        var pulled = await Root.PullAsync($"box@{first.Digest}");
        Assert.Equal(first.Digest, pulled.Image.Manifest);
        Assert.Equal([$"{Registry.Authority}/box@{first.Digest}"], pulled.Image.References.Select(name => name.ToString()));
    }

    [Fact]
    public async Task All_tags_of_a_repository_are_pulled()
    {
        Registry.AddImage("1", RegistryTestRoot.Layer("a"));
        Registry.AddImage("2", RegistryTestRoot.Layer("b"));
        await Root.Pull.AllTagsAsync(Registry.Name("box"), new(), TestContext.Current.CancellationToken);
        Assert.NotEqual(Root.Resolve("box:1"), Root.Resolve("box:2"));
    }

    [Fact]
    public async Task A_pull_is_told_to_who_listens()
    {
        Registry.AddImage("1", RegistryTestRoot.Layer());
        using var events = Root.Events.Subscribe();
        await Root.PullAsync("box:1");
        var happened = await events.Events.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("image", "pull", $"{Registry.Authority}/box:1"), (happened.Type, happened.Action, happened.Actor));
        Assert.Equal($"{Registry.Authority}/box", happened.Attributes["name"]);
    }

    [Fact]
    public async Task An_image_that_is_here_packed_otherwise_is_here_afterwards_as_it_was_pulled_last()
    {
        var manifest = Registry.AddImage("1", RegistryTestRoot.Layer());
        var first = await Root.PullAsync("box:1");
        var plain = Registry.AddBlob(MediaTypes.Layer, RegistryTestRoot.Layer().ToStream().ToArray());
        var other = Registry.AddManifest("2", manifest with { Layers = [plain] });
        var second = await Root.PullAsync("box:2");
        Assert.Equal((first.Image.Id, other.Digest), (second.Image.Id, second.Image.Manifest));
        Assert.Equal(
            new[] { other.Digest, plain.Digest, first.Image.Id }.Select(blob => blob.Hex).Order(), Root.Root.Blobs.Order());
        Root.Root.Reopen().Sweep(TestContext.Current.CancellationToken);
        Assert.Equal(3, Root.Root.Blobs.Count());
    }
}
