using Gantry.Containers.Archives;

namespace Gantry.Containers.Tests.Archives;

public sealed class TarWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task GNU_tar_unpacks_what_we_write()
    {
        var deep = string.Join('/', Enumerable.Repeat("directory-of-some-length", 15));
        var archive = new TestArchive()
            .Directory("d/")
            .Add(TestArchive.Entry("d/file", TarEntryType.RegularFile) with { Uid = 5, Gid = 3_000_000, Mode = 0b100_111_101_101 }, "content")
            .Add(TestArchive.Entry("d/old", TarEntryType.RegularFile) with { Modified = new(-2, 750_000_000) })
            .Add(TestArchive.Entry("d/precise", TarEntryType.RegularFile) with { Modified = new(1_700_000_000, 123_456_789) })
            .HardLink("d/hard", "d/file").SymbolicLink("d/soft", deep).Device("d/null", 1, 3).File($"{deep}/{new string('n', 250)}", "deep");
        await using (var file = File.Create(_folder.At("a.tar")))
        {
            await archive.ToStream().CopyToAsync(file, TestContext.Current.CancellationToken);
        }

        await _folder.Shell("mkdir out; tar -C out -xpf a.tar");
        Assert.Equal("content", await File.ReadAllTextAsync(_folder.At("out/d/hard")));
        Assert.Equal("deep", await File.ReadAllTextAsync(_folder.At($"out/{deep}/{new string('n', 250)}")));
        Assert.Equal(deep, new FileInfo(_folder.At("out/d/soft")).LinkTarget);
        Assert.Equal(
            "5 3000000 4755 2\n0 0 644 1\n0 0 644 1\n", await _folder.Shell("stat -c '%u %g %a %h' out/d/file out/d/old out/d/precise"));
        Assert.Equal("-2.7500000000 1700000000.1234567890\n", await _folder.Shell("find out/d/old -printf '%T@ '; find out/d/precise -printf '%T@\\n'"));
        Assert.Equal("1:3\n", await _folder.Shell("stat -c %t:%T out/d/null"));
    }

    [Fact]
    public async Task What_we_write_we_read_again_the_same()
    {
        var entry = TestArchive.Entry(new string('x', 99) + "/" + new string('y', 200), TarEntryType.RegularFile) with
        {
            Uid = 4_000_000_000,
            Gid = 1,
            Modified = new(-3, 250_000_000),
            Attributes = new Dictionary<string, byte[]> { ["user.a"] = [0, 1, 255], ["security.capability"] = new byte[20] },
        };
        var reader = new TarReader(new TestArchive().Add(entry, "abc").ToStream());
        var read = await reader.ReadNextAsync(CancellationToken.None);
        Assert.NotNull(read);
        Assert.Equal(entry with { Size = 3, Attributes = read.Attributes }, read);
        Assert.Equal(entry.Attributes, read.Attributes);
        Assert.Equal("abc"u8.ToArray(), (await reader.ReadContentAsync(CancellationToken.None)).Bytes.ToArray());
        Assert.Null(await reader.ReadNextAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_file_that_shrinks_while_it_is_read_is_an_error()
    {
        var entry = TestArchive.Entry("f", TarEntryType.RegularFile) with { Size = 10 };
        var writer = new TarWriter(new MemoryStream());
        await Assert.ThrowsAsync<InvalidException>(() => writer.WriteAsync(entry, new MemoryStream(new byte[9]), CancellationToken.None));
    }

    [Fact]
    public async Task A_device_number_that_no_header_can_hold_is_refused()
    {
        var entry = TestArchive.Entry("d", TarEntryType.BlockDevice) with { Device = new(1, uint.MaxValue) };
        await Assert.ThrowsAsync<UnsupportedException>(() => new TarWriter(new MemoryStream()).WriteAsync(entry, null, CancellationToken.None));
    }
}
