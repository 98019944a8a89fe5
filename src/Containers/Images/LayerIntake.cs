using Gantry.Containers.Archives;
using Gantry.Containers.Content;
using Gantry.Containers.Snapshots;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Images;

/// <summary>A layer on its way in: what is written is kept as a blob, and unpacked right behind the writer.</summary>
/// <remarks>Made by <see cref="ImageIntake.BeginLayer"/>, which also disposes it.</remarks>
public sealed class LayerIntake : IAsyncDisposable
{
    private const int CopyBytes = 256 * 1024;

    private readonly OverlaySnapshots _snapshots;
    private readonly SemaphoreSlim _turns;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task<UnpackedLayer> _unpacking;

    internal LayerIntake(BlobIngest blob, OverlaySnapshots snapshots, SemaphoreSlim turns)
    {
        (Blob, _snapshots, _turns) = (blob, snapshots, turns);
        _unpacking = Task.Run(() => UnpackAsync(_ending.Token));
    }

    /// <summary>Bytes of the blob so far.</summary>
    public long Length => Blob.Length;

    /// <summary>The digest of the sealed blob.</summary>
    public Digest Digest => Blob.Digest;

    /// <summary>How the blob is compressed; known once it is unpacked.</summary>
    public Compression Compression { get; private set; }

    internal BlobIngest Blob { get; }

    /// <summary>What it was unpacked to; null before that, and where it could not be.</summary>
    internal UnpackedLayer? Unpacked { get; private set; }

    /// <summary>Adds the next bytes. That what came before cannot be unpacked does not matter here: not every blob is needed in the end.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => Blob.Write(bytes);

    /// <summary>Adds all that a stream has, and stops as soon as it cannot be unpacked.</summary>
    public async Task CopyFromAsync(Stream source, CancellationToken cancellationToken)
    {
        var buffer = new byte[CopyBytes];
        while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            Write(buffer.AsSpan(0, count));
            await ThrowIfFailedAsync();
        }
    }

    /// <summary>Throws what has kept the layer from being unpacked so far, if anything.</summary>
    public async Task ThrowIfFailedAsync()
    {
        if (_unpacking.IsFaulted)
        {
            await _unpacking;
        }
    }

    /// <summary>Ends the blob.</summary>
    /// <exception cref="InvalidException">It is not the one that was expected.</exception>
    public Digest Seal(Digest? expected = null) => Blob.Seal(expected);

    /// <summary>What the sealed blob was unpacked to, once it is.</summary>
    /// <exception cref="RefusalException">The archive is damaged, hostile or too large.</exception>
    public Task<UnpackedLayer> UnpackedAsync(CancellationToken cancellationToken) => _unpacking.WaitAsync(cancellationToken);

    /// <summary>How a manifest points to the sealed blob; the compression is known when it is unpacked.</summary>
    public async Task<Descriptor> DescribeAsync(CancellationToken cancellationToken)
    {
        await UnpackedAsync(cancellationToken);
        return new() { MediaType = MediaType, Digest = Digest, Size = Length };
    }

    /// <summary>Ends the unpacking, and removes what nobody has committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Blob.Dispose();
        await Task.WhenAny(_unpacking);
        Unpacked?.Dispose();

        // Looked at, so that it does not count as unobserved.
        _ = _unpacking.Exception;
        _ending.Dispose();
    }

    private string MediaType => Compression switch
    {
        Compression.Gzip => MediaTypes.LayerGzip,
        Compression.Zstd => MediaTypes.LayerZstd,
        _ => MediaTypes.Layer,
    };

    private async Task<UnpackedLayer> UnpackAsync(CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            await using var tail = Blob.OpenTail();
            var (content, compression) = await Decompression.OpenAsync(tail, cancellationToken);
            Compression = compression;
            var limits = ExtractionLimits.Default;
            await using (content)
            {
                await using var bounded = new BoundedStream(content, () => tail.BytesRead, limits);
                var isPlain = compression == Compression.None;
                var layer = await _snapshots.UnpackAsync(bounded, limits, isPlain ? () => Blob.Digest : null, cancellationToken);
                return Unpacked = await ToTheEndAsync(tail, layer, cancellationToken);
            }
        }
        finally
        {
            _turns.Release();
        }
    }

    // Whatever follows the compressed data is part of the blob too: the layer is whole when the blob is.
    private static async Task<UnpackedLayer> ToTheEndAsync(Stream tail, UnpackedLayer layer, CancellationToken cancellationToken)
    {
        try
        {
            await tail.CopyToAsync(Stream.Null, cancellationToken);
            return layer;
        }
        catch
        {
            layer.Dispose();
            throw;
        }
    }
}
