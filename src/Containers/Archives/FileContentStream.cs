using Gantry.Linux;
using Gantry.Linux.Syscalls;

namespace Gantry.Containers.Archives;

/// <summary>The content of an open file that somebody may be changing; zeros for ever where it ends.</summary>
internal sealed class FileContentStream(FileDescriptor file) : ReadOnlyStream
{
    private long _position;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var read = Kernel.ReadAt(file, buffer.Span, _position);
        if (read == 0)
        {
            buffer.Span.Clear();
            read = buffer.Length;
        }

        _position += read;
        return ValueTask.FromResult(read);
    }
}
