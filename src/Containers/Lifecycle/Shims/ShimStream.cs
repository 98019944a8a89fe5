using System.Net.Sockets;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle.Shims;

/// <summary>A connection that carries the streams of a process.</summary>
public sealed class ShimStream : IAsyncDisposable
{
    private readonly FrameStream _frames;

    private ShimStream(FrameStream frames) => _frames = frames;

    /// <summary>Joins the streams of the container's own process.</summary>
    internal static async Task<ShimStream> AttachAsync(string socket, AttachStreams message, CancellationToken cancellationToken)
    {
        var frames = await FrameStream.ConnectAsync(socket, cancellationToken);
        return await OpenAsync(frames, FrameKind.Attach, message, FrameKind.Done, static _ => 0, static (stream, _) => stream);
    }

    /// <summary>Runs a program and joins its streams.</summary>
    internal static async Task<(ShimStream Stream, int Pid)> ExecAsync(string socket, ExecProcess message, CancellationToken cancellationToken)
    {
        var frames = await FrameStream.ConnectAsync(socket, cancellationToken);
        return await OpenAsync(
            frames, FrameKind.Exec, message, FrameKind.Started, static body => ProcessStarted.Read(body).Pid, static (stream, pid) => (stream, pid));
    }

    /// <summary>What the process has written: the next piece, valid until the next call; null when there is no more.</summary>
    /// <exception cref="ShimException">The shim broke off: there may have been more.</exception>
    public async ValueTask<StreamPiece?> ReadAsync(CancellationToken cancellationToken)
    {
        while (await ReadFrameAsync(cancellationToken) is { } frame)
        {
            switch (frame.Kind)
            {
                case FrameKind.Stdout:
                    return new StreamPiece(IsError: false, frame.Body);
                case FrameKind.Stderr:
                    return new StreamPiece(IsError: true, frame.Body);
                case FrameKind.StreamEnd:
                    return null;
            }
        }

        throw BrokenOff(null);
    }

    /// <summary>Hands input to the process, in pieces as large as a frame may be.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        while (!input.IsEmpty)
        {
            var piece = input[..Math.Min(input.Length, FrameHeader.MaxStreamLength)];
            await _frames.WriteAsync(FrameKind.Stdin, piece, cancellationToken);
            input = input[piece.Length..];
        }
    }

    /// <summary>There is no more input; output goes on.</summary>
    public Task EndInputAsync(CancellationToken cancellationToken) =>
        _frames.WriteAsync(FrameKind.StdinEnd, ReadOnlyMemory<byte>.Empty, cancellationToken);

    private async ValueTask<Frame?> ReadFrameAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _frames.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw BrokenOff(e);
        }
    }

    private static ShimException BrokenOff(Exception? cause) => new("the container's shim broke off before the end of the output", cause);

    public ValueTask DisposeAsync() => _frames.DisposeAsync();

    private static async Task<TResult> OpenAsync<TReply, TResult>(
        FrameStream frames, FrameKind kind, IMessage message, FrameKind expected, Replies.Reader<TReply> read, Func<ShimStream, TReply, TResult> result)
    {
        try
        {
            await frames.WriteRequestAsync(kind, message);
            return result(new ShimStream(frames), await frames.ReadReplyAsync(expected, read));
        }
        catch
        {
            await frames.DisposeAsync();
            throw;
        }
    }
}
