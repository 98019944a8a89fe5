using Gantry.Containers.Archives;
using Gantry.Linux;

namespace Gantry.Containers.Tests.Archives;

/// <summary>Each way out of the root, and each way to fill the machine, that an archive may try.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _root;

    public HostileArchiveTests()
    {
        _root = _folder.At("root");
        Directory.CreateDirectory(_root);
        Directory.CreateDirectory(_folder.At("outside"));
        File.WriteAllText(_folder.At("outside/secret"), "untouched");
    }

    public void Dispose()
    {
        Assert.Equal("untouched", File.ReadAllText(_folder.At("outside/secret")));
        Assert.Equal(["outside", "root"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
        _folder.Dispose();
    }

    private async Task<string> Refused(TestArchive archive, ExtractionOptions? options = null) =>
        (await Assert.ThrowsAsync<InvalidException>(() => archive.ExtractTo(_root, options))).Message;

    [Theory]
    [InlineData("../escaped")]
    [InlineData("a/../../escaped")]
    [InlineData("/../escaped")]
    [InlineData("..")]
    public async Task A_name_that_leads_out_of_the_root_is_refused(string name) =>
        Assert.Equal($"{name}: the name leads out of the root", await Refused(new TestArchive().File(name)));

    [Fact]
    public async Task An_absolute_name_begins_at_the_root()
    {
        await new TestArchive().File("/etc/passwd", "mine").ExtractTo(_root);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_root, "etc/passwd")));
    }

    [Fact]
    public async Task A_name_that_goes_up_and_down_within_the_root_is_cleaned()
    {
        await new TestArchive().File("./a//b/../c", "x").ExtractTo(_root);
        Assert.True(File.Exists(Path.Combine(_root, "a/c")));
    }

    [Theory]
    [InlineData("absolute")]
    [InlineData("relative")]
    public async Task A_directory_that_is_a_link_leads_nowhere_outside(string kind)
    {
        var target = kind == "absolute" ? _folder.At("outside") : "../outside";
        var archive = new TestArchive().SymbolicLink("link", target).File("link/secret", "overwritten");
        await Assert.ThrowsAsync<InvalidException>(() => archive.ExtractTo(_root));
    }

    [Fact]
    public async Task A_link_within_the_root_is_followed_as_the_container_would()
    {
        await new TestArchive().Directory("usr/lib").SymbolicLink("lib", "/usr/lib").File("lib/x", "x").ExtractTo(_root);
        Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(_root, "usr/lib/x")));
    }

    [Fact]
    public async Task A_file_never_writes_through_a_link_of_its_own_name()
    {
        await new TestArchive().SymbolicLink("f", _folder.At("outside/secret")).File("f", "overwritten").ExtractTo(_root);
        Assert.Equal("overwritten", await File.ReadAllTextAsync(Path.Combine(_root, "f")));
        Assert.Null(new FileInfo(Path.Combine(_root, "f")).LinkTarget);
    }

    [Fact]
    public async Task The_mode_of_a_link_is_not_the_mode_of_its_target()
    {
        await new TestArchive().Add(
            TestArchive.Entry("l", TarEntryType.SymbolicLink) with { LinkTarget = UnixPath.Of(_folder.At("outside/secret")), Mode = 0b111_111_111, Uid = 9 })
            .ExtractTo(_root);
        Assert.Equal("0 644\n", await _folder.Shell("stat -c '%u %a' outside/secret"));
    }

    [Theory]
    [InlineData("../outside/secret", "../outside/secret: the name leads out of the root")]
    [InlineData("/outside/secret", "h: the archive has no file /outside/secret to link to")]
    [InlineData("missing", "h: the archive has no file missing to link to")]
    [InlineData(".", "h: the archive has no file . to link to")]
    public async Task A_hard_link_to_what_is_not_in_the_archive_is_refused(string target, string message) =>
        Assert.Equal(message, await Refused(new TestArchive().HardLink("h", target)));

    [Fact]
    public async Task A_hard_link_through_a_link_stays_in_the_root()
    {
        var archive = new TestArchive().SymbolicLink("out", _folder.At("outside")).HardLink("h", "out/secret");
        Assert.Equal("h: the archive has no file out/secret to link to", await Refused(archive));
    }

    [Fact]
    public async Task A_hard_link_to_a_link_is_the_link()
    {
        await new TestArchive().SymbolicLink("s", _folder.At("outside/secret")).HardLink("h", "s").ExtractTo(_root);
        Assert.Equal(_folder.At("outside/secret"), new FileInfo(Path.Combine(_root, "h")).LinkTarget);
    }

    [Fact]
    public async Task A_hard_link_to_itself_changes_nothing()
    {
        await new TestArchive().File("a", "x").HardLink("a", "./a").ExtractTo(_root);
        Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(_root, "a")));
    }

    [Fact]
    public async Task A_device_is_made_only_where_it_is_allowed()
    {
        var archive = new TestArchive().Device("null", 1, 3);
        var fault = await Assert.ThrowsAsync<ForbiddenException>(() => archive.ExtractTo(_root, new() { AllowDevices = false }));
        Assert.Equal("null: device files are not allowed here", fault.Message);
    }

    [Fact]
    public async Task An_entry_below_a_file_is_refused() =>
        Assert.Equal("a: an entry goes below what is no directory", await Refused(new TestArchive().File("a").File("a/b")));

    [Fact]
    public async Task An_entry_below_a_link_to_itself_is_refused() =>
        Assert.Equal("l: an entry goes below a link that leads nowhere", await Refused(new TestArchive().SymbolicLink("l", "l").File("l/b")));

    [Fact]
    public async Task The_root_cannot_be_replaced() =>
        Assert.Equal("./: the root can only be a directory", await Refused(new TestArchive().SymbolicLink("./", "/etc")));

    [Fact]
    public async Task A_later_entry_takes_the_place_of_an_earlier_one_of_any_kind()
    {
        await new TestArchive().Directory("a").File("a/b").File("a", "now a file").File("c").Directory("c").File("c/d").Directory("c").ExtractTo(_root);
        Assert.Equal("now a file", await File.ReadAllTextAsync(Path.Combine(_root, "a")));
        Assert.True(File.Exists(Path.Combine(_root, "c/d")));
    }

    [Fact]
    public async Task A_name_has_at_most_255_bytes_a_part()
    {
        Assert.Contains("a part of the name is longer than 255 bytes", await Refused(new TestArchive().File(new string('n', 256))), StringComparison.Ordinal);
        await new TestArchive().File(new string('n', 255)).ExtractTo(_root);
    }

    [Fact]
    public async Task A_name_has_at_most_4095_bytes()
    {
        var name = string.Join('/', Enumerable.Repeat(new string('n', 100), 41));
        Assert.Contains("the name is longer than 4095 bytes", await Refused(new TestArchive().File(name)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_at_most_256_directories_deep() => Assert.Contains(
        "more than 256 directories deep",
        await Refused(new TestArchive().File(string.Concat(Enumerable.Repeat("d/", 256)) + "f")),
        StringComparison.Ordinal);

    [Fact]
    public async Task An_archive_has_at_most_as_many_entries_as_the_limit()
    {
        var options = new ExtractionOptions { Limits = new() { Entries = 5 } };
        await new TestArchive().File("1").File("2").File("3").File("4").File("5").ExtractTo(_root, options);
        Assert.Equal(
            "the archive has more than 5 entries", await Refused(new TestArchive().File("1").File("2").File("3").File("4").File("5").File("6"), options));
    }

    [Fact]
    public async Task Directories_that_names_only_imply_count_too() =>
        Assert.Equal("the archive has more than 5 entries", await Refused(new TestArchive().File("a/b/c/d/e/f"), new() { Limits = new() { Entries = 5 } }));

    [Fact]
    public void The_entries_of_a_layer_are_limited_to_a_million() => Assert.Equal(1_000_000, ExtractionLimits.Default.Entries);

    [Fact]
    public async Task A_sparse_file_cannot_claim_more_bytes_than_the_limit()
    {
        await _folder.Shell("truncate -s 1T root.big; tar --sparse -cf root.tar root.big");
        await using (var archive = File.OpenRead(_folder.At("root.tar")))
        {
            var fault = await Assert.ThrowsAsync<InvalidException>(() => TestArchive.Extract(archive, _root));
            Assert.Equal($"root.big: the file has more than {256L << 30} bytes", fault.Message);
        }

        await _folder.Shell("rm root.big root.tar");
    }
}
