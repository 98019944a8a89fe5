using Gantry.Containers.Archives;
using Gantry.Containers.Tests.Archives;
using Gantry.Linux.Syscalls;
using Gantry.Oci;

namespace Gantry.Containers.Tests.Snapshots;

public sealed class UnpackTests : IDisposable
{
    private readonly SnapshotTestRoot _root = new();

    public void Dispose() => _root.Dispose();

    private async Task<Containers.Snapshots.UnpackedLayer> Unpack(Stream archive, ExtractionLimits? limits = null) =>
        await _root.Snapshots.UnpackAsync(archive, limits ?? ExtractionLimits.Default, null, CancellationToken.None);

    [Fact]
    public async Task The_diff_id_is_the_digest_of_every_byte_of_the_archive()
    {
        byte[] bytes = [.. new TestArchive().File("f", "content").ToStream().ToArray(), .. "what follows the end"u8];
        using var layer = await Unpack(new MemoryStream(bytes));
        Assert.Equal((Digest.Of(bytes), 7L), (layer.DiffId, layer.Bytes));
    }

    [Fact]
    public async Task A_layer_is_nobodys_until_it_is_committed()
    {
        using (var layer = await Unpack(new TestArchive().File("f").ToStream()))
        {
            Assert.Null(_root.Snapshots.Find(layer.DiffId.ToString()));
        }

        Assert.Empty(_root.Folders);
    }

    [Fact]
    public async Task A_committed_layer_is_found_by_its_chain_id()
    {
        var chain = await _root.Layer(null, new TestArchive().File("f", "content"));
        var snapshot = _root.Snapshots.Get(chain.ToString());
        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(snapshot.Directory, "f")));
        Assert.Equal((null, 0), (snapshot.WorkDirectory, snapshot.LowerDirectories.Count));
    }

    [Fact]
    public async Task The_same_layer_twice_is_kept_once()
    {
        await _root.Layer(null, new TestArchive().File("f"));
        await _root.Layer(null, new TestArchive().File("f"));
        Assert.Equal(["1"], _root.Folders);
    }

    [Fact]
    public async Task A_damaged_archive_leaves_nothing_behind()
    {
        var cut = new TestArchive().File("a").File("b", new string('x', 5000)).ToArray()[..2000];
        await Assert.ThrowsAsync<InvalidException>(() => Unpack(new MemoryStream(cut)));
        Assert.Empty(_root.Folders);
    }

    [Fact]
    public async Task A_cancelled_unpacking_leaves_nothing_behind()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _root.Snapshots.UnpackAsync(
            new TestArchive().File("a").ToStream(), ExtractionLimits.Default, null, cancelled.Token));
        Assert.Empty(_root.Folders);
    }

    [Fact]
    public async Task A_parent_that_is_not_here_is_named()
    {
        var missing = Digest.Of("missing"u8);
        var fault = await Assert.ThrowsAsync<NotFoundException>(() => _root.Layer(missing, new TestArchive()));
        Assert.Contains(missing.ToString(), fault.Message, StringComparison.Ordinal);
    }

    // A killed daemon leaves the folder of the layer that it was unpacking, or one whose row was never committed.
    [Fact]
    public async Task What_a_crash_left_is_swept_and_what_was_committed_stays()
    {
        var kept = await _root.Layer(null, new TestArchive().File("kept"));
        var container = _root.Snapshots.Prepare("c", kept);
        var half = await Unpack(new TestArchive().File("half").ToStream());
        Directory.CreateDirectory(_root.Folder.At("snapshots/9/fs"));
        Assert.Equal(["1", "2", "3.new", "9"], _root.Folders);

        var reopened = _root.Reopen();
        Assert.Equal(2, reopened.Sweep(CancellationToken.None));
        Assert.Equal(["1", "2"], _root.Folders);
        Assert.Equal(container.Directory, reopened.Get("c").Directory);
        Assert.EndsWith("/10/fs", reopened.Prepare("d", kept).Directory, StringComparison.Ordinal);
        Assert.Equal(0, _root.Reopen().Sweep(CancellationToken.None));
        half.Dispose();
    }

    [Fact]
    public async Task A_layer_may_have_devices()
    {
        var chain = await _root.Layer(null, new TestArchive().Device("dev/null", 1, 3));
        using var device = Kernel.Open(Path.Combine(_root.Snapshots.Get(chain.ToString()).Directory, "dev/null"), OpenFlags.PathOnly);
        Assert.Equal((FileType.CharacterDevice, new DeviceId(1, 3)), (Kernel.Status(device).Type, Kernel.Status(device).Represents));
    }

    [Fact]
    public async Task A_layer_without_an_entry_for_its_root_looks_like_the_one_below()
    {
        var below = await _root.Layer(null, new TestArchive().Add(TestArchive.Entry("./", TarEntryType.Directory) with { Mode = 0b111_000_101, Uid = 12 }));
        var above = await _root.Layer(below, new TestArchive().File("f"));
        Assert.Equal("705 12\n", await _root.RunIn(_root.Snapshots.Prepare("c", above), "stat -c '%a %u' ."));
    }

    [Fact]
    public async Task Limits_hold_while_a_layer_is_unpacked()
    {
        await Assert.ThrowsAsync<InvalidException>(() => Unpack(new TestArchive().File("a").File("b").ToStream(), new() { Entries = 1 }));
        Assert.Empty(_root.Folders);
    }
}
