using System.IO.Compression;

namespace Gantry.Containers.Archives;

/// <summary>How an archive is compressed.</summary>
public enum Compression
{
    None,
    Gzip,
    Zstd,
}

/// <summary>Tells by its first bytes how a stream is compressed, and undoes it.</summary>
public static class Decompression
{
    private const int MagicBytes = 6;

    // Without it the runtime takes the end of a gzip stream that is cut short for its proper end.
    static Decompression() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", isEnabled: true);

    /// <summary>The uncompressed bytes of <paramref name="source"/>, which stays open.</summary>
    /// <exception cref="UnsupportedException">The stream is compressed in a way that Gantry does not undo.</exception>
    public static async Task<(Stream Content, Compression Compression)> OpenAsync(Stream source, CancellationToken cancellationToken)
    {
        var head = new byte[MagicBytes];
        var length = await source.ReadAtLeastAsync(head, MagicBytes, throwOnEndOfStream: false, cancellationToken);
        var whole = new PrefixedStream(head.AsMemory(0, length), source);
        return Detect(head.AsSpan(0, length)) switch
        {
            Compression.Gzip => (new DecompressedStream(new GZipStream(whole, CompressionMode.Decompress)), Compression.Gzip),
            Compression.Zstd => (new DecompressedStream(new ZstdSharp.DecompressionStream(whole)), Compression.Zstd),
            _ => (whole, Compression.None),
        };
    }

    private static Compression Detect(ReadOnlySpan<byte> head) => head switch
    {
        [0x1f, 0x8b, 0x08, ..] => Compression.Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression.Zstd,
        // A skippable frame, with which zstd's seekable and chunked forms may begin.
        [>= 0x50 and <= 0x5f, 0x2a, 0x4d, 0x18, ..] => Compression.Zstd,
        [(byte)'B', (byte)'Z', (byte)'h', ..] => throw Unsupported("bzip2", "bunzip2"),
        [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => throw Unsupported("xz", "unxz"),
        _ => Compression.None,
    };

    private static UnsupportedException Unsupported(string form, string tool) =>
        new($"archives compressed with {form} are not supported: pipe the archive through {tool} first");
}
