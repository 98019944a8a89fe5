using Gantry.Containers.Archives;
using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Content;

/// <summary>Follows a blob that is still being written. Nothing is kept in memory: what was written is read from the file.</summary>
internal sealed class IngestTail(BlobIngest ingest, FileDescriptor file) : ReadOnlyStream
{
    private long _position;

    /// <summary>Bytes read so far.</summary>
    internal long BytesRead => _position;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (length, isEnd, more) = ingest.Progress();
            if (_position < length)
            {
                var read = Kernel.ReadAt(file, buffer.Span[..(int)Math.Min(buffer.Length, length - _position)], _position);
                _position += read;
                return read;
            }

            if (isEnd)
            {
                return 0;
            }

            await more.WaitAsync(cancellationToken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
