namespace Gantry.Containers.Archives;

/// <summary>Passes uncompressed bytes on until there are more of them than a layer may have, or than so few compressed ones can honestly mean.</summary>
/// <param name="source">The uncompressed bytes.</param>
/// <param name="compressedBytes">How many compressed bytes were read so far.</param>
/// <param name="limits">What to allow.</param>
public sealed class BoundedStream(Stream source, Func<long> compressedBytes, ExtractionLimits limits) : ReadOnlyStream
{
    private long _bytes;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer, cancellationToken);
        _bytes += read;
        if (_bytes > limits.Bytes)
        {
            throw new InvalidException($"the archive has more than {limits.Bytes} bytes");
        }

        if (_bytes > limits.RatioAppliesAfterBytes && _bytes / Math.Max(1, compressedBytes()) > limits.Ratio)
        {
            throw new InvalidException($"the archive unpacks to more than {limits.Ratio} times its compressed size");
        }

        return read;
    }
}
