using System.Net;

namespace Gantry.Containers.Registries;

/// <summary>Part of a blob as the body of a request; it says when it moves.</summary>
internal sealed class BlobContent(Stream blob, long length, Action<long>? progress) : HttpContent
{
    private const int CopyBytes = 128 * 1024;

    private Action? _moving;

    public void WhenMoving(Action moving) => _moving = moving;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[CopyBytes];
        var sent = 0L;
        while (sent < length && await blob.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            sent += count;
            _moving?.Invoke();
            progress?.Invoke(count);
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            blob.Dispose();
        }

        base.Dispose(disposing);
    }
}
