using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle.Shims;

/// <summary>Frames over a connection to a shim.</summary>
internal sealed class FrameStream : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private ReadOnlySequence<byte> _consumed;
    private bool _holdsFrame;

    private FrameStream(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        // Without a buffer while there is nothing to read: most connections are idle for a container's whole life.
        _reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(useZeroByteReads: true, bufferSize: 16 * 1024));
    }

    /// <summary>What the other side said of itself; 0 before it did.</summary>
    public int PeerPid { get; set; }

    /// <summary>Connects and says hello.</summary>
    /// <exception cref="SocketException">Nobody listens at the path.</exception>
    public static async Task<FrameStream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var stream = new FrameStream(socket);
        await stream.WriteAsync(
            FrameKind.Hello, new Hello { Version = ProtocolVersion.Current, Pid = Environment.ProcessId }, cancellationToken);
        return stream;
    }

    /// <summary>The next frame, valid until the next call; null at the end of the connection.</summary>
    /// <exception cref="InvalidDataException">The other side has lost step.</exception>
    public async ValueTask<Frame?> ReadAsync(CancellationToken cancellationToken)
    {
        ReleaseFrame();
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken);
            if (TryTake(result.Buffer, out var frame, out var end))
            {
                (_consumed, _holdsFrame) = (result.Buffer.Slice(0, end), true);
                return frame;
            }

            _reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    public Task WriteAsync(FrameKind kind, IMessage message, CancellationToken cancellationToken)
    {
        var writer = new MessageWriter();
        message.Write(writer);
        return WriteAsync(kind, writer.Written, cancellationToken);
    }

    public async Task WriteAsync(FrameKind kind, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var length = FrameHeader.Size + body.Length;
        var frame = ArrayPool<byte>.Shared.Rent(length);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            new FrameHeader(kind, body.Length).Write(frame);
            body.CopyTo(frame.AsMemory(FrameHeader.Size));
            await _stream.WriteAsync(frame.AsMemory(0, length), cancellationToken);
        }
        finally
        {
            _writing.Release();
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _writing.Dispose();
    }

    private void ReleaseFrame()
    {
        if (_holdsFrame)
        {
            _reader.AdvanceTo(_consumed.End);
            _holdsFrame = false;
        }
    }

    private static bool TryTake(in ReadOnlySequence<byte> buffer, out Frame frame, out SequencePosition end)
    {
        frame = default;
        end = buffer.Start;
        if (buffer.Length < FrameHeader.Size)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[FrameHeader.Size];
        buffer.Slice(0, FrameHeader.Size).CopyTo(bytes);
        var header = FrameHeader.Read(bytes);
        if (buffer.Length < FrameHeader.Size + header.BodyLength)
        {
            return false;
        }

        var body = buffer.Slice(FrameHeader.Size, header.BodyLength);
        frame = new Frame(header.Kind, body);
        end = body.End;
        return true;
    }
}

/// <summary>A frame whose body lies in a connection's buffer.</summary>
internal readonly record struct Frame(FrameKind Kind, ReadOnlySequence<byte> Body)
{
    /// <summary>The body in one piece.</summary>
    public ReadOnlySpan<byte> Span => Body.IsSingleSegment ? Body.FirstSpan : Body.ToArray();
}
