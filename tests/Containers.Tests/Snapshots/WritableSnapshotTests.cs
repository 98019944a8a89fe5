using Gantry.Containers.Metadata;
using Gantry.Containers.Snapshots;
using Gantry.Containers.Tests.Archives;
using Gantry.Oci;

namespace Gantry.Containers.Tests.Snapshots;

public sealed class WritableSnapshotTests : IDisposable
{
    private readonly SnapshotTestRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task A_container_sees_its_layers_and_writes_only_to_its_own()
    {
        var lower = await _root.Layer(null, new TestArchive().File("f", "lower").File("g", "lower"));
        var upper = await _root.Layer(lower, new TestArchive().File("f", "upper"));
        var one = _root.Snapshots.Prepare("one", upper);
        var other = _root.Snapshots.Prepare("other", upper);
        Assert.Equal("upperlower", await _root.RunIn(one, "cat f g; echo mine >g"));
        Assert.Equal("mine\n", await _root.RunIn(one, "cat g"));
        Assert.Equal("lower", await _root.RunIn(other, "cat g"));
    }

    [Fact]
    public async Task The_topmost_layer_comes_first()
    {
        var first = await _root.Layer(null, new TestArchive().File("1"));
        var second = await _root.Layer(first, new TestArchive().File("2"));
        var third = await _root.Layer(second, new TestArchive().File("3"));
        var snapshot = _root.Snapshots.Prepare("c", third);
        Assert.Equal(
            new[] { third, second, first }.Select(chain => _root.Snapshots.Get(chain.ToString()).Directory), snapshot.LowerDirectories);
        Assert.Equal(snapshot.LowerDirectories, _root.Snapshots.Get("c").LowerDirectories);
    }

    [Fact]
    public async Task A_container_without_layers_begins_empty() =>
        Assert.Equal("755\n", await _root.RunIn(_root.Snapshots.Prepare("c", null), "ls -A; stat -c %a ."));

    [Fact]
    public void A_key_is_taken_once()
    {
        _root.Snapshots.Prepare("c", null);
        Assert.Throws<ConflictException>(() => _root.Snapshots.Prepare("c", null));
        Assert.Equal(["1", "empty"], _root.Folders);
    }

    [Fact]
    public void A_layer_that_is_not_here_is_named()
    {
        var missing = Digest.Of("missing"u8);
        Assert.Contains(missing.ToString(), Assert.Throws<NotFoundException>(() => _root.Snapshots.Prepare("c", missing)).Message, StringComparison.Ordinal);
        Assert.Throws<NotFoundException>(() => _root.Snapshots.Get("c"));
        Assert.Null(_root.Snapshots.Find("c"));
    }

    [Fact]
    public async Task Removing_a_container_removes_what_it_wrote()
    {
        var snapshot = _root.Snapshots.Prepare("c", null);
        await _root.RunIn(snapshot, "mkdir -p a/b; echo x >a/b/c; mknod d c 1 3");
        _root.Snapshots.Remove("c");
        _root.Snapshots.Remove("c");
        Assert.Equal(["empty"], _root.Folders);
    }

    [Fact]
    public async Task Layers_that_nothing_else_needs_go_with_the_last_container_on_them()
    {
        var lower = await _root.Layer(null, new TestArchive().File("1"));
        var upper = await _root.Layer(lower, new TestArchive().File("2"));
        _root.Snapshots.Prepare("one", upper);
        _root.Snapshots.Prepare("other", lower);
        _root.Snapshots.Remove("one");
        Assert.Null(_root.Snapshots.Find(upper.ToString()));
        Assert.NotNull(_root.Snapshots.Find(lower.ToString()));
        _root.Snapshots.Remove("other");
        Assert.Empty(_root.Folders);
    }

    [Fact]
    public async Task A_layer_with_a_container_on_it_cannot_be_removed()
    {
        var layer = await _root.Layer(null, new TestArchive().File("1"));
        _root.Snapshots.Prepare("c", layer);
        Assert.Throws<ConflictException>(() => _root.Snapshots.Remove(layer.ToString()));
    }

    [Fact]
    public async Task Usage_counts_what_the_container_wrote_and_a_file_of_two_names_once()
    {
        var layer = await _root.Layer(null, new TestArchive().File("large", new string('x', 1_000_000)));
        var snapshot = _root.Snapshots.Prepare("c", layer);
        Assert.Equal(new SnapshotUsage(0, 0), _root.Snapshots.Usage("c"));
        await _root.RunIn(snapshot, "mkdir d; head -c 65536 /dev/zero >d/f; ln d/f g; truncate -s 1G hole; ln -s / out");
        var usage = _root.Snapshots.Usage("c");
        Assert.Equal(5, usage.Entries);
        Assert.InRange(usage.Bytes, 65536, 65536 + 16384);
    }

    [Theory]
    [InlineData("a:b")]
    [InlineData("a,b")]
    [InlineData("a\\b")]
    public void A_root_whose_path_no_mount_option_can_hold_is_refused(string name)
    {
        using var metadata = MetadataDatabase.Open(_root.Folder.At("other.db"));
        var fault = Assert.Throws<InvalidException>(() => OverlaySnapshots.Open(_root.Folder.At(name), metadata));
        Assert.Contains("cannot contain a comma, a colon or a backslash", fault.Message, StringComparison.Ordinal);
    }
}
