using System.Text;
using Gantry.Containers.Tests.Archives;
using Gantry.Containers.Tests.Snapshots;
using Gantry.Containers.Users;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci;

namespace Gantry.Containers.Tests.Users;

/// <summary>Before a root is mounted, its layers show the files that the kernel will show.</summary>
public sealed class LayeredRootTests : IDisposable
{
    private readonly SnapshotTestRoot _root = new();

    public void Dispose() => _root.Dispose();

    /// <summary>Looks a file up in the layers, and has the kernel's overlay say the same.</summary>
    private async Task<string?> Look(string path, params TestArchive[] layers)
    {
        Digest? top = null;
        foreach (var layer in layers)
        {
            top = await _root.Layer(top, layer);
        }

        var snapshot = _root.Snapshots.Prepare("c", top);
        using var file = new LayeredRoot(snapshot.Directories).TryOpen(path);
        var found = file is null ? null : Content(file);
        Directory.CreateDirectory(_root.Folder.At("mount"));
        await _root.Folder.Shell($"mount -t overlay overlay -o '{string.Join(',', snapshot.MountOptions)}' mount");
        try
        {
            using var mounted = _root.Folder.Open("mount");
            using var there = new MountedRoot(mounted).TryOpen(path);
            Assert.Equal(there is null ? null : Content(there), found);
        }
        finally
        {
            Kernel.DetachMount(_root.Folder.At("mount"));
        }

        return found;
    }

    private static string Content(FileDescriptor file)
    {
        var buffer = new byte[100];
        return Encoding.UTF8.GetString(buffer, 0, Kernel.ReadAt(file, buffer, 0));
    }

    private static TestArchive Lower() => new TestArchive().Directory("etc").File("etc/passwd", "lower");

    [Fact]
    public async Task A_file_of_any_layer_is_found() =>
        Assert.Equal("lower", await Look("etc/passwd", Lower(), new TestArchive().Directory("etc").File("etc/other")));

    [Fact]
    public async Task The_topmost_file_counts() =>
        Assert.Equal("upper", await Look("etc/passwd", Lower(), new TestArchive().Directory("etc").File("etc/passwd", "upper")));

    [Fact]
    public async Task A_whiteout_hides_a_file() => Assert.Null(await Look("etc/passwd", Lower(), new TestArchive().Directory("etc").File("etc/.wh.passwd")));

    [Fact]
    public async Task A_whiteout_hides_a_directory() => Assert.Null(await Look("etc/passwd", Lower(), new TestArchive().File(".wh.etc")));

    [Fact]
    public async Task An_opaque_directory_hides_what_is_below() =>
        Assert.Null(await Look("etc/passwd", Lower(), new TestArchive().Directory("etc").File("etc/.wh..wh..opq")));

    [Fact]
    public async Task A_file_hides_a_directory_below_it_and_what_lies_below_that() => Assert.Null(
        await Look("etc/passwd", Lower(), new TestArchive().File("etc"), new TestArchive().File(".wh.etc").Directory("etc")));

    [Theory]
    [InlineData("real/passwd")]
    [InlineData("/real/passwd")]
    [InlineData("../../../real/passwd")]
    public async Task A_link_is_followed_through_all_layers_and_never_out(string target)
    {
        var relative = target.StartsWith("real", StringComparison.Ordinal) ? "../" + target : target;
        Assert.Equal("real", await Look(
            "etc/passwd", new TestArchive().Directory("real").File("real/passwd", "real"), new TestArchive().Directory("etc").SymbolicLink("etc/passwd", relative)));
    }

    [Fact]
    public async Task A_linked_directory_is_entered() => Assert.Equal(
        "lower", await Look("conf/passwd", Lower(), new TestArchive().SymbolicLink("conf", "etc")));

    [Fact]
    public async Task Links_in_a_circle_lead_nowhere() => Assert.Null(await Look("a", new TestArchive().SymbolicLink("a", "b").SymbolicLink("b", "a")));

    [Fact]
    public async Task A_directory_is_no_file() => Assert.Null(await Look("etc", Lower()));

    [Fact]
    public async Task What_is_not_there_is_not_found() => Assert.Null(await Look("etc/shadow", Lower()));
}
