using Gantry.Containers.Tests.Archives;
using Gantry.Oci;

namespace Gantry.Containers.Tests.Snapshots;

/// <summary>What a layer hides is hidden where the kernel shows the layers together.</summary>
public sealed class WhiteoutTests : IDisposable
{
    private readonly SnapshotTestRoot _root = new();

    public void Dispose() => _root.Dispose();

    private async Task<string> Files(params TestArchive[] layers)
    {
        Digest? top = null;
        foreach (var layer in layers)
        {
            top = await _root.Layer(top, layer);
        }

        return (await _root.RunIn(_root.Snapshots.Prepare("c", top), "find . -mindepth 1 | sort | tr '\\n' ' '")).Trim();
    }

    private static TestArchive Lower() => new TestArchive().Directory("d").File("d/a").File("d/b").File("f");

    [Fact]
    public async Task A_whiteout_hides_a_file() => Assert.Equal("./d ./d/b ./f", await Files(Lower(), new TestArchive().Directory("d").File("d/.wh.a")));

    [Fact]
    public async Task A_whiteout_hides_a_directory() => Assert.Equal("./f", await Files(Lower(), new TestArchive().File(".wh.d")));

    [Fact]
    public async Task A_directory_after_its_whiteout_has_only_what_is_new() =>
        Assert.Equal("./d ./d/new ./f", await Files(Lower(), new TestArchive().File(".wh.d").Directory("d").File("d/new")));

    [Fact]
    public async Task A_directory_before_its_whiteout_has_only_what_is_new() =>
        Assert.Equal("./d ./d/new ./f", await Files(Lower(), new TestArchive().Directory("d").File("d/new").File(".wh.d")));

    [Fact]
    public async Task A_file_beside_its_own_whiteout_is_there() =>
        Assert.Equal("./d ./d/a ./d/b ./f", await Files(Lower(), new TestArchive().File("f").File(".wh.f")));

    [Fact]
    public async Task An_opaque_directory_hides_all_that_was_below_it_and_nothing_of_its_own() =>
        Assert.Equal("./d ./d/new ./f", await Files(Lower(), new TestArchive().Directory("d").File("d/new").File("d/.wh..wh..opq")));

    [Fact]
    public async Task A_whiteout_of_nothing_is_not_seen() => Assert.Equal("./f", await Files(new TestArchive().File("f").File(".wh.gone")));

    [Fact]
    public async Task The_bookkeeping_of_AUFS_is_left_out() =>
        Assert.Equal("./f", await Files(new TestArchive().File("f").Directory(".wh..wh.plnk").File(".wh..wh.aufs")));

    [Theory]
    [InlineData(".wh.")]
    [InlineData(".wh..")]
    [InlineData(".wh...")]
    public async Task A_whiteout_that_hides_no_name_is_refused(string name) => Assert.Equal(
        $"d/{name}: the whiteout hides no name",
        (await Assert.ThrowsAsync<InvalidException>(() => _root.Layer(null, new TestArchive().File($"d/{name}")))).Message);

    [Fact]
    public async Task A_layer_that_hides_everything_is_refused_by_name()
    {
        var lower = await _root.Layer(null, Lower());
        await Assert.ThrowsAsync<UnsupportedException>(() => _root.Layer(lower, new TestArchive().File(".wh..wh..opq")));
    }

    [Fact]
    public async Task Outside_layers_a_whiteouts_name_is_a_name_like_any_other()
    {
        await new TestArchive().File(".wh.f").ExtractTo(_root.Folder.At("plain"));
        Assert.True(File.Exists(_root.Folder.At("plain/.wh.f")));
    }
}
