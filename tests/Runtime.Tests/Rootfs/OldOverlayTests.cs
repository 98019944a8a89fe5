using Gantry.Linux.Syscalls;
using Gantry.Runtime.Rootfs;

namespace Gantry.Runtime.Tests.Rootfs;

/// <summary>The way of kernels before 6.8, which newer ones still go.</summary>
public sealed class OldOverlayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(3)]
    [InlineData(120)]
    public void Layers_are_stacked_though_their_paths_fill_more_than_a_page(int count)
    {
        List<string> layers = [];
        for (var i = 0; i < count; i++)
        {
            var layer = Directory.CreateDirectory(Path.Combine(_folder, $"{i:d3}:{new string('x', 60)}")).FullName;
            File.WriteAllText(Path.Combine(layer, $"{i}"), "");
            File.WriteAllText(Path.Combine(layer, "top"), $"{i}");
            layers.Add(layer.Replace(":", "\\:", StringComparison.Ordinal));
        }

        var place = Directory.CreateDirectory(Path.Combine(_folder, "place")).FullName;
        var overlay = OverlayOptions.Parse([$"lowerdir={string.Join(':', layers)}"]);
        using (var mounted = OldOverlay.Make("overlay", place, MountOptions.Parse(["nosuid"]), overlay))
        using (var listing = Kernel.OpenAt2(mounted, ".", OpenFlags.ReadOnly | Kernel.DirectoryOnly, ResolveFlags.Beneath))
        {
            Assert.Equal(count + 1, Kernel.ListDirectory(listing).Count);
            Assert.Equal("0", File.ReadAllText($"{mounted.ProcPath}/top"));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(place));
        Assert.DoesNotContain(place, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_only_layers_stay_apart()
    {
        var options = OverlayOptions.Parse([@"lowerdir=/a\:b:/c::/d::/e", "upperdir=/u"]);
        Assert.Equal(["/a:b", "/c"], options.Lower);
        Assert.Equal(["/d", "/e"], options.DataOnly);
        Assert.Equal(["upperdir=/u", "lowerdir+=/a:b", "lowerdir+=/c", "datadir+=/d", "datadir+=/e"], options.OneByOne());
    }
}
