using System.Net.Sockets;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle.Shims;

/// <summary>What every conversation with a shim does: ask, and read the one answer.</summary>
internal static class Replies
{
    /// <summary>Reads a reply's body.</summary>
    public delegate T Reader<out T>(ReadOnlySpan<byte> body);

    /// <summary>Asks; a null message has no body.</summary>
    /// <exception cref="ShimException">The shim is gone.</exception>
    public static async Task WriteRequestAsync(this FrameStream frames, FrameKind kind, IMessage? message)
    {
        try
        {
            await (message is null
                ? frames.WriteAsync(kind, ReadOnlyMemory<byte>.Empty, CancellationToken.None)
                : frames.WriteAsync(kind, message, CancellationToken.None));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            throw Gone(e);
        }
    }

    /// <summary>Reads the answer.</summary>
    /// <exception cref="ShimException">The shim refused, or is gone.</exception>
    public static async Task<T> ReadReplyAsync<T>(this FrameStream frames, FrameKind expected, Reader<T> read)
    {
        try
        {
            while (await frames.ReadAsync(CancellationToken.None) is { } frame)
            {
                if (frame.Kind == FrameKind.Hello)
                {
                    frames.PeerPid = Hello.Read(frame.Span).Pid;
                    continue;
                }

                return frame.Kind == expected ? read(frame.Span)
                    : frame.Kind == FrameKind.Failed ? throw new ShimException(Failed.Read(frame.Span).Reason)
                    : throw new ShimException($"the container's shim answered {frame.Kind} where {expected} was due");
            }
        }
        catch (Exception e) when (e is (IOException and not ShimException) or SocketException or ObjectDisposedException)
        {
            throw Gone(e);
        }

        throw Gone(null);
    }

    private static ShimException Gone(Exception? cause) => new("the container's shim is gone", cause);
}
