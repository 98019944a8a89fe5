using System.Text;
using Gantry.Containers.Archives;

namespace Gantry.Containers.Tests.Archives;

public sealed class DamagedArchiveTests
{
    private static async Task<List<TarEntry>> ReadAll(byte[] bytes)
    {
        var reader = new TarReader(new MemoryStream(bytes));
        var entries = new List<TarEntry>();
        while (await reader.ReadNextAsync(CancellationToken.None) is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }

    private static async Task<string> Fault(byte[] bytes) => (await Assert.ThrowsAsync<InvalidException>(() => ReadAll(bytes))).Message;

    private static byte[] PaxRecords(string records) =>
        [.. new TestArchive().File("x").Patch(Header('x', records.Length)).ToArray(), .. Encoding.UTF8.GetBytes(records.PadRight((records.Length + 511) / 512 * 512, '\0'))];

    private static Action<byte[]> Header(char type, long size) => header =>
    {
        header[156] = (byte)type;
        Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0')).CopyTo(header, 124);
    };

    [Fact]
    public async Task Nothing_is_an_archive_without_entries() => Assert.Empty(await ReadAll([]));

    [Fact]
    public async Task An_archive_may_end_without_its_mark() => Assert.Single(await ReadAll(new TestArchive().File("a").ToArray()));

    [Fact]
    public async Task What_follows_the_end_is_not_read() => Assert.Empty(await ReadAll([.. new byte[1024], .. "garbage"u8]));

    [Fact]
    public async Task Text_is_no_archive() =>
        Assert.StartsWith("invalid tar header", await Fault(Encoding.ASCII.GetBytes(new string('x', 2000))), StringComparison.Ordinal);

    [Fact]
    public async Task An_archive_cut_within_a_header_is_an_error() =>
        Assert.Contains("unexpected EOF", await Fault(new TestArchive().File("a").ToArray()[..300]), StringComparison.Ordinal);

    [Fact]
    public async Task An_archive_cut_within_a_file_is_an_error() =>
        Assert.Contains("unexpected EOF", await Fault(new TestArchive().File("a", new string('x', 600)).ToArray()[..1024]), StringComparison.Ordinal);

    [Fact]
    public async Task A_changed_byte_in_a_header_is_an_error()
    {
        var bytes = new TestArchive().File("a").ToArray();
        bytes[3] ^= 1;
        Assert.Equal("invalid tar header", await Fault(bytes));
    }

    [Fact]
    public async Task A_negative_size_is_an_error()
    {
        var archive = new TestArchive().File("a").Patch(header => Array.Fill(header, (byte)0xff, 124, 12));
        Assert.Contains("negative size", await Fault(archive.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_of_more_than_64_bits_is_an_error()
    {
        var archive = new TestArchive().File("a").Patch(header =>
        {
            Array.Fill(header, (byte)0x7f, 124, 12);
            header[124] = 0x80;
        });
        Assert.Contains("64 bits", await Fault(archive.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_of_an_unknown_kind_is_refused_by_its_number()
    {
        var bytes = new TestArchive().File("a").Patch(header => header[156] = (byte)'M').ToArray();
        var fault = await Assert.ThrowsAsync<UnsupportedException>(() => ReadAll(bytes));
        Assert.Equal("a: unhandled tar header type 77", fault.Message);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("0 path=x\n")]
    [InlineData("3 a\n")]
    [InlineData("99 path=x\n")]
    [InlineData("-9 path=x\n")]
    [InlineData("9 path=x#")]
    [InlineData("7 =abc\n")]
    [InlineData("99999999999999999999 path=x\n")]
    public async Task A_malformed_record_is_an_error(string records) =>
        Assert.Contains("PAX record", await Fault(PaxRecords(records)), StringComparison.Ordinal);

    [Theory]
    [InlineData("11 path=a\0b\n")]
    [InlineData("16 mtime=12.3.4\n")]
    [InlineData("12 size=0x1\n")]
    public async Task A_record_of_a_value_that_cannot_be_is_an_error(string record) =>
        Assert.Contains("PAX record", await Fault([.. PaxRecords(record), .. new TestArchive().File("a").ToArray()]), StringComparison.Ordinal);

    [Fact]
    public async Task An_extended_header_has_at_most_a_mebibyte()
    {
        var bytes = new TestArchive().File("x").Patch(Header('x', TarReader.ExtensionLimitBytes + 1)).ToArray();
        Assert.Contains("longer than 1048576 bytes", await Fault(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("22 GNU.sparse.size=10\n27 GNU.sparse.map=0,5,4,10\n")]
    [InlineData("22 GNU.sparse.size=10\n27 GNU.sparse.map=8,1,2,10\n")]
    [InlineData("22 GNU.sparse.size=10\n24 GNU.sparse.map=0,1,2\n")]
    [InlineData("22 GNU.sparse.size=10\n27 GNU.sparse.map=0,-1,2,3\n")]
    [InlineData("22 GNU.sparse.size=10\n25 GNU.sparse.numbytes=1\n")]
    [InlineData("22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n")]
    public async Task A_sparse_map_that_does_not_fit_its_file_is_an_error(string records) =>
        Assert.Contains("sparse", await Fault([.. PaxRecords(records), .. new TestArchive().File("a", "0123456789").ToArray()]), StringComparison.Ordinal);

    [Fact]
    public async Task A_sparse_map_has_at_most_a_million_parts()
    {
        var map = new StringBuilder("2000000\n");
        for (var i = 0; i <= 1_000_500; i++)
        {
            map.Append("0\n0\n");
        }

        var archive = new TestArchive().File("a", map.ToString()).ToArray();
        Assert.Contains(
            "more than 1000000 parts",
            await Fault([.. PaxRecords("22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n"), .. archive]),
            StringComparison.Ordinal);
    }
}
