using Gantry.Containers.Archives;

namespace Gantry.Containers.Content;

/// <summary>Passes a stream on while it is read, keeping each byte in an ingest.</summary>
public sealed class IngestingStream(Stream source, BlobIngest ingest) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer, cancellationToken);
        ingest.Write(buffer.Span[..read]);
        return read;
    }
}
