using Gantry.Containers.Images;
using Gantry.Oci;

namespace Gantry.Containers.Tests.Images;

/// <summary>What <c>docker rmi</c> does and says.</summary>
public sealed class RemoveTests : IDisposable
{
    private static readonly RemoveImageOptions Force = new() { Force = true };

    private readonly ImageTestRoot _root = new();

    public void Dispose() => _root.Dispose();

    private static ImageUse Stopped(Image image) => new(image.Id, "container 0123456789ab", Running: false);

    private static ImageUse Running(Image image) => new(image.Id, "container 0123456789ab", Running: true);

    private string Conflict(string name, RemoveImageOptions? options, params ImageUse[] users) =>
        Assert.Throws<ConflictException>(() => _root.Remove(name, options, users)).Message;

    [Fact]
    public async Task The_last_name_takes_the_image_and_its_layers_along()
    {
        var image = await _root.Import("box");
        Assert.Equal(["Untagged: box:latest", $"Deleted: {image.Id}", $"Deleted: {image.TopLayer}"], _root.Remove("box"));
        Assert.Empty(_root.Images.List());
        Assert.Empty(_root.Blobs);
        Assert.Empty(_root.Snapshots);
        Assert.Empty(_root.Index.Manifests);
    }

    [Fact]
    public async Task One_name_of_several_is_only_taken_away()
    {
        await _root.Import("box");
        _root.Images.Tag("box", ImageReference.Parse("other"));
        Assert.Equal(["Untagged: box:latest"], _root.Remove("box"));
        Assert.Equal(["other:latest"], _root.Images.Resolve("other").References.Select(reference => reference.Familiar));
    }

    [Fact]
    public async Task An_id_takes_the_only_name_along()
    {
        var image = await _root.Import("box");
        Assert.Equal(["Untagged: box:latest", $"Deleted: {image.Id}", $"Deleted: {image.TopLayer}"], _root.Remove(image.ShortId));
    }

    [Fact]
    public async Task An_id_with_several_names_must_be_forced()
    {
        var image = await _root.Import("box");
        _root.Images.Tag("box", ImageReference.Parse("other"));
        Assert.Equal(
            $"conflict: unable to delete {image.ShortId} (must be forced) - image is referenced in multiple repositories",
            Conflict(image.ShortId, null));
        Assert.Equal(
            ["Untagged: box:latest", "Untagged: other:latest", $"Deleted: {image.Id}", $"Deleted: {image.TopLayer}"],
            _root.Remove(image.ShortId, Force));
    }

    [Fact]
    public async Task A_stopped_container_asks_for_force()
    {
        var image = await _root.Import("box");
        Assert.Equal(
            $"conflict: unable to remove repository reference \"box\" (must force) - container 0123456789ab is using its referenced image {image.ShortId}",
            Conflict("box", null, Stopped(image)));
        Assert.Equal(
            $"conflict: unable to delete {image.ShortId} (must be forced) - image is being used by stopped container 0123456789ab",
            Conflict(image.ShortId, null, Stopped(image)));
        Assert.Equal(["Untagged: box:latest", $"Deleted: {image.Id}", $"Deleted: {image.TopLayer}"], _root.Remove("box", Force, Stopped(image)));
    }

    [Fact]
    public async Task A_running_container_keeps_the_image_but_not_its_name()
    {
        var image = await _root.Import("box");
        Assert.Equal(
            $"conflict: unable to delete {image.ShortId} (cannot be forced) - image is being used by running container 0123456789ab",
            Conflict(image.ShortId, Force, Running(image)));
        Assert.Equal(["Untagged: box:latest"], _root.Remove("box", Force, Running(image)));
        Assert.Empty(_root.Images.Get(image.Id).References);
    }

    [Fact]
    public async Task A_pod_that_stands_in_the_way_is_named()
    {
        var image = await _root.Import("box");
        Assert.Contains("image is being used by running pod default/web", Conflict(image.ShortId, Force, new ImageUse(image.Id, "pod default/web", true)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Containers_of_other_images_do_not_matter()
    {
        var other = await _root.Import("other", "other");
        await _root.Import("box");
        Assert.NotEmpty(_root.Remove("box", null, Running(other)));
    }

    [Fact]
    public async Task What_another_image_shares_stays()
    {
        var archive = new Archives.TestArchive().File("f", "same").ToStream().ToArray();
        var one = await _root.Import("one", new MemoryStream(archive));
        var other = await _root.Import("other", new MemoryStream(archive));
        Assert.Equal(one.TopLayer, other.TopLayer);
        Assert.Equal(["Untagged: one:latest", $"Deleted: {one.Id}"], _root.Remove("one"));
        Assert.Equal(3, _root.Blobs.Count());
        Assert.NotNull(_root.Storage.Snapshots.Find(other.TopLayer.ToString() ?? ""));
    }

    [Fact]
    public async Task Layers_under_a_container_outlive_the_image_and_go_with_the_container()
    {
        var image = await _root.Import("box");
        _root.Storage.Snapshots.Prepare("c", image.TopLayer);
        Assert.Equal(["Untagged: box:latest", $"Deleted: {image.Id}"], _root.Remove("box", Force, Stopped(image)));
        Assert.Equal(2, _root.Snapshots.Count());
        _root.Storage.Snapshots.Remove("c");
        Assert.Empty(_root.Snapshots);
    }

    [Fact]
    public async Task A_parent_goes_with_its_last_child_unless_it_has_a_name_or_is_not_to_be_pruned()
    {
        var parent = await _root.Import(null, "parent");
        var child = await _root.Import("child", "child");
        _root.SetParent(child, parent);
        Assert.Equal(
            ["Untagged: child:latest", $"Deleted: {child.Id}", $"Deleted: {child.TopLayer}", $"Deleted: {parent.Id}", $"Deleted: {parent.TopLayer}"],
            _root.Remove("child"));

        var named = await _root.Import("named", "named");
        var other = await _root.Import("other", "other");
        _root.SetParent(other, named);
        Assert.Equal(3, _root.Remove("other").Count);

        var kept = await _root.Import(null, "kept");
        var last = await _root.Import("last", "last");
        _root.SetParent(last, kept);
        Assert.Equal(3, _root.Remove("last", new() { PruneParents = false }).Count);
        Assert.Equal([named.Id, kept.Id], _root.Images.List().Select(image => image.Id).OrderBy(id => id != named.Id));
    }

    [Fact]
    public async Task A_parent_loses_its_name_but_stays_for_its_child()
    {
        var parent = await _root.Import("parent", "parent");
        var child = await _root.Import("child", "child");
        _root.SetParent(child, parent);
        Assert.Equal(["Untagged: parent:latest"], _root.Remove("parent"));
        Assert.Equal(
            $"conflict: unable to delete {parent.ShortId} (cannot be forced) - image has dependent child images", Conflict(parent.ShortId, Force));
    }

    [Fact]
    public void What_is_not_here_cannot_be_removed() =>
        Assert.Equal("No such image: box:latest", Assert.Throws<NotFoundException>(() => _root.Remove("box")).Message);
}
