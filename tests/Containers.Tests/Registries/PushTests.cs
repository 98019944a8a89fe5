using Gantry.Containers.Images;
using Gantry.Containers.Tests.Archives;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Tests.Registries;

public sealed class PushTests : IAsyncLifetime
{
    private RegistryTestRoot? _root;

    private RegistryTestRoot Root => _root ?? throw new InvalidOperationException("not started");

    private TestRegistry Registry => Root.Registry;

    public async ValueTask InitializeAsync() => _root = await RegistryTestRoot.Start();

    public ValueTask DisposeAsync() => Root.DisposeAsync();

    [Fact]
    public async Task An_image_that_was_pulled_is_pushed_byte_for_byte()
    {
        Registry.AddImage("1", RegistryTestRoot.Layer("a"), RegistryTestRoot.Layer("b", "g"));
        var pulled = await Root.PullAsync("box:1");
        var (blobs, content) = (Registry.Blobs.ToDictionary(), Registry.Manifests["1"].Content);
        Registry.Blobs.Clear();
        Registry.Manifests.Clear();
        Root.Root.Images.Tag(pulled.Image.Id.ToString(), Registry.Name("other:2"));
        var pushed = await Root.PushAsync("other:2");
        Assert.Equal((Digest.Of(content), (long)content.Length, "2"), (pushed.Digest, pushed.Size, pushed.Tag));
        Assert.Equal(content, Registry.Manifests["2"].Content);
        Assert.Equal(blobs.OrderBy(blob => blob.Key.Hex).Select(blob => Convert.ToHexString(blob.Value)), Registry.Blobs.OrderBy(blob => blob.Key.Hex).Select(blob => Convert.ToHexString(blob.Value)));
    }

    [Fact]
    public async Task A_plain_layer_is_compressed_once_and_the_digest_stays()
    {
        var layer = new TestArchive().File("f", new string('x', 3_000_000)).ToStream();
        var image = await Root.Root.Import($"{Registry.Authority}/box:1", layer);
        var first = await Root.PushAsync("box:1");
        var kept = Root.Root.Images.Get(image.Id);
        var second = await Root.PushAsync("box:1");
        Assert.Equal((first.Digest, first.Digest), (second.Digest, kept.Manifest));
        Assert.NotEqual(image.Manifest, kept.Manifest);
        Assert.True(Registry.Blobs.Values.Sum(blob => blob.Length) < 100_000);
        Assert.Equal(3, Root.Root.Blobs.Count());
        Root.Root.Remove(image.Id.ToString(), new() { Force = true });
        Assert.Empty(Root.Root.Blobs);
        var back = await Root.PullAsync("box:1");
        Assert.Equal((image.Id, first.Digest), (back.Image.Id, back.Image.Manifest));
    }

    [Fact]
    public async Task What_the_registry_has_is_not_sent_again()
    {
        await Root.Root.Import($"{Registry.Authority}/box:1");
        await Root.PushAsync("box:1");
        Registry.Requests.Clear();
        var steps = new List<TransferStep>();
        await Root.PushAsync("box:1", new() { Progress = step => { lock (steps) { steps.Add(step); } } });
        Assert.DoesNotContain(Registry.Requests, request => request.Method is "POST" or "PATCH");
        Assert.Equal([TransferKind.Preparing, TransferKind.UploadPresent], steps.Select(step => step.Kind));
    }

    [Fact]
    public async Task A_layer_that_another_repository_of_the_registry_has_is_mounted()
    {
        Registry.AddImage("1", RegistryTestRoot.Layer());
        var pulled = await Root.PullAsync("box:1");
        Root.Root.Images.Tag(pulled.Image.Id.ToString(), Registry.Name("other:1"));

        // The registry knows each repository's blobs apart.
        Registry.Instead = async http => http.Request.Method == "HEAD" && await TestRegistry.Refuse(http, 404, "BLOB_UNKNOWN", "");
        var steps = new List<TransferStep>();
        await Root.PushAsync("other:1", new() { Progress = step => { lock (steps) { steps.Add(step); } } });
        Assert.Contains(steps, step => step is { Kind: TransferKind.Mounted, Detail: "box" });
        var layer = Registry.Blobs.Keys.Single(blob => Registry.Requests.Any(request => request.Target.Contains("mount=" + Uri.EscapeDataString(blob.ToString()), StringComparison.Ordinal)));
        Assert.Contains(layer.Hex[..12], Registry.Blobs.Keys.Select(blob => blob.Hex[..12]));
    }

    [Fact]
    public async Task An_upload_that_breaks_off_goes_on_where_it_was()
    {
        var random = new byte[2_000_000];
        Random.Shared.NextBytes(random);
        await Root.Root.Import($"{Registry.Authority}/box:1", new TestArchive().File("f", Convert.ToBase64String(random)).ToStream());
        var breaks = 0;
        Registry.Instead = async http =>
        {
            if (http.Request.Method != "PATCH" || breaks++ > 0)
            {
                return false;
            }

            var part = new byte[500_000];
            await http.Request.Body.ReadExactlyAsync(part);
            Registry.Received(http, part);
            http.Abort();
            return true;
        };
        var pushed = await Root.PushAsync("box:1");
        var uploads = Registry.Requests.Where(request => request.Target.Contains("/uploads/", StringComparison.Ordinal)).Select(request => request.Method).Take(5);
        Assert.Equal(["POST", "PATCH", "GET", "PATCH", "PUT"], uploads);
        Assert.Equal(pushed.Digest, Digest.Of(Registry.Manifests["1"].Content));
        Root.Root.Remove(Root.Resolve("box:1").ToString(), new() { Force = true });
        await Root.PullAsync("box:1");
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_registrys_words()
    {
        await Root.Root.Import($"{Registry.Authority}/box:1");
        Registry.Instead = http => TestRegistry.Refuse(http, 403, "DENIED", "requested access to the resource is denied");
        var failure = await Assert.ThrowsAsync<Gantry.Containers.Registries.RegistryException>(() => Root.PushAsync("box:1"));
        Assert.Equal("denied: requested access to the resource is denied", failure.Message);
    }

    [Fact]
    public void What_is_not_here_cannot_be_pushed()
    {
        var failure = Assert.Throws<NotFoundException>(() => Root.Push.NamesOf(ImageReference.Parse("nosuch")));
        Assert.Equal("An image does not exist locally with the tag: nosuch", failure.Message);
    }

    [Fact]
    public async Task A_push_notes_the_digest_and_is_told_to_who_listens()
    {
        await Root.Root.Import($"{Registry.Authority}/box:1");
        using var events = Root.Events.Subscribe();
        var pushed = await Root.PushAsync("box:1");
        Assert.Contains($"{Registry.Authority}/box@{pushed.Digest}", Root.Root.Images.Resolve($"{Registry.Authority}/box:1").References.Select(name => name.ToString()));
        Assert.Equal("push", (await events.Events.ReadAsync(TestContext.Current.CancellationToken)).Action);
        Assert.Equal(MediaTypes.Manifest, Registry.Manifests["1"].Type);
    }
}
