using System.IO.Pipelines;

namespace Gantry.Docker.Http;

/// <summary>The server's side of a connection's output: once the connection has been taken over, what the server still writes goes nowhere.</summary>
internal sealed class ServerOutput(PipeWriter transport) : PipeWriter
{
    private byte[]? _discarded;

    public override bool CanGetUnflushedBytes => transport.CanGetUnflushedBytes;

    public override long UnflushedBytes => _discarded is null ? transport.UnflushedBytes : 0;

    /// <summary>Gives the transport's writer to the caller alone.</summary>
    public PipeWriter TakeOver()
    {
        _discarded = new byte[4096];
        return transport;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_discarded is null)
        {
            return transport.GetMemory(sizeHint);
        }

        if (_discarded.Length < sizeHint)
        {
            _discarded = new byte[sizeHint];
        }

        return _discarded;
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        if (_discarded is null)
        {
            transport.Advance(bytes);
        }
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        _discarded is null ? transport.FlushAsync(cancellationToken) : ValueTask.FromResult(new FlushResult(isCanceled: false, isCompleted: false));

    public override void CancelPendingFlush() => transport.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        if (_discarded is null)
        {
            transport.Complete(exception);
        }
    }
}
