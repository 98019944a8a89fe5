using System.IO.Compression;
using Gantry.Containers.Archives;

namespace Gantry.Containers.Tests.Archives;

public sealed class DecompressionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static async Task<byte[]> ReadAll(byte[] bytes)
    {
        var (content, _) = await Decompression.OpenAsync(new MemoryStream(bytes), CancellationToken.None);
        using var all = new MemoryStream();
        await using (content)
        {
            await content.CopyToAsync(all);
        }

        return all.ToArray();
    }

    private async Task<byte[]> Compressed(string script)
    {
        await _folder.Shell("seq 1 50000 >plain");
        await _folder.Shell(script);
        return await File.ReadAllBytesAsync(_folder.At("packed"));
    }

    [Theory]
    [InlineData("gzip -c plain >packed", Compression.Gzip)]
    [InlineData("head -c 1000 plain | gzip >packed; tail -c +1001 plain | gzip >>packed", Compression.Gzip)]
    [InlineData("cp plain packed", Compression.None)]
    public async Task Each_form_is_known_by_its_first_bytes(string script, Compression compression)
    {
        var packed = await Compressed(script);
        Assert.Equal(await File.ReadAllBytesAsync(_folder.At("plain")), await ReadAll(packed));
        var (content, found) = await Decompression.OpenAsync(new MemoryStream(packed), CancellationToken.None);
        await content.DisposeAsync();
        Assert.Equal(compression, found);
    }

    [Fact]
    public async Task Zstd_is_read_in_frames_of_every_kind()
    {
        var plain = new byte[100_000];
        new Random(1).NextBytes(plain.AsSpan(0, 50_000));
        using var compressor = new ZstdSharp.Compressor(3);
        byte[] skippable = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        byte[] packed = [.. skippable, .. compressor.Wrap(plain.AsSpan(0, 60_000)), .. compressor.Wrap(plain.AsSpan(60_000))];
        Assert.Equal(plain, await ReadAll(packed));
    }

    [Theory]
    [InlineData("42 5a 68 39 31 41", "archives compressed with bzip2 are not supported: pipe the archive through bunzip2 first")]
    [InlineData("fd 37 7a 58 5a 00", "archives compressed with xz are not supported: pipe the archive through unxz first")]
    public async Task What_Gantry_does_not_undo_is_refused_by_name(string head, string message)
    {
        var bytes = Convert.FromHexString(head.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(message, (await Assert.ThrowsAsync<UnsupportedException>(() => ReadAll(bytes))).Message);
    }

    [Theory]
    [InlineData("gzip -c plain | head -c 20000 >packed")]
    [InlineData("gzip -c plain | head -c -4 >packed")]
    [InlineData("gzip -c plain >packed; printf XXXX | dd of=packed bs=1 seek=20000 conv=notrunc status=none")]
    public async Task Damaged_gzip_is_an_error(string script)
    {
        var packed = await Compressed(script);
        Assert.Contains("the compressed archive is damaged", (await Assert.ThrowsAsync<InvalidException>(() => ReadAll(packed))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_zstd_is_an_error()
    {
        using var compressor = new ZstdSharp.Compressor(3);
        var packed = compressor.Wrap(new byte[1000]).ToArray();
        await Assert.ThrowsAsync<InvalidException>(() => ReadAll(packed[..^4]));
        await Assert.ThrowsAsync<InvalidException>(() => ReadAll([.. packed[..8], .. "damage"u8]));
    }

    [Fact]
    public async Task A_stream_shorter_than_any_magic_is_passed_on() => Assert.Equal("abc"u8.ToArray(), await ReadAll("abc"u8.ToArray()));

    [Fact]
    public async Task A_bomb_is_noticed_by_its_ratio()
    {
        var bounded = Bounded(new byte[10_000], compressed: 100, new() { Ratio = 50, RatioAppliesAfterBytes = 1000 });
        var fault = await Assert.ThrowsAsync<InvalidException>(() => bounded.CopyToAsync(Stream.Null));
        Assert.Equal("the archive unpacks to more than 50 times its compressed size", fault.Message);
    }

    [Fact]
    public async Task Few_bytes_are_no_bomb_whatever_their_ratio() =>
        await Bounded(new byte[900], compressed: 1, new() { Ratio = 50, RatioAppliesAfterBytes = 1000 }).CopyToAsync(Stream.Null);

    [Fact]
    public async Task An_archive_has_at_most_as_many_bytes_as_the_limit()
    {
        await Bounded(new byte[1000], compressed: 1000, new() { Bytes = 1000 }).CopyToAsync(Stream.Null);
        var fault = await Assert.ThrowsAsync<InvalidException>(
            () => Bounded(new byte[1001], compressed: 1000, new() { Bytes = 1000 }).CopyToAsync(Stream.Null));
        Assert.Equal("the archive has more than 1000 bytes", fault.Message);
    }

    [Fact]
    public void No_gzip_can_exceed_the_default_ratio()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(new byte[64 << 20]);
        }

        Assert.InRange((64 << 20) / packed.ToArray().Length, 500, ExtractionLimits.Default.Ratio);
    }

    private static BoundedStream Bounded(byte[] content, long compressed, ExtractionLimits limits) =>
        new(new MemoryStream(content), () => compressed, limits);
}
