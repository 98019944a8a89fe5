using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;
using CreateRequest = Gantry.ShimProtocol.Messages.CreateContainer;

namespace Gantry.Containers.Lifecycle.Shims;

/// <summary>The connection over which one container's shim is told what to do, one request at a time.</summary>
internal sealed class ShimConnection : IAsyncDisposable
{
    private readonly FrameStream _frames;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private ShimConnection(FrameStream frames) => _frames = frames;

    /// <summary>The shim's process, known once it has answered anything.</summary>
    public int PeerPid => _frames.PeerPid;

    public static async Task<ShimConnection> ConnectAsync(string socket, CancellationToken cancellationToken) =>
        new(await FrameStream.ConnectAsync(socket, cancellationToken));

    /// <summary>Makes the container; its pid.</summary>
    public Task<int> CreateAsync(CreateRequest message, CancellationToken cancellationToken) =>
        AskAsync(FrameKind.Create, message, FrameKind.Started, static body => ProcessStarted.Read(body).Pid, cancellationToken);

    public Task SignalAsync(SendSignal message, CancellationToken cancellationToken) => DoAsync(FrameKind.Signal, message, cancellationToken);

    public Task ResizeAsync(ResizeTerminal message, CancellationToken cancellationToken) => DoAsync(FrameKind.Resize, message, cancellationToken);

    public Task PauseAsync(CancellationToken cancellationToken) => DoAsync(FrameKind.Pause, null, cancellationToken);

    public Task ResumeAsync(CancellationToken cancellationToken) => DoAsync(FrameKind.Resume, null, cancellationToken);

    /// <summary>Changes its limits.</summary>
    /// <param name="resources">The runtime-spec's document of them.</param>
    /// <param name="cancellationToken">Ends the wait for the connection's turn.</param>
    public async Task UpdateAsync(ReadOnlyMemory<byte> resources, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _frames.WriteAsync(FrameKind.Update, resources, CancellationToken.None);
            await _frames.ReadReplyAsync(FrameKind.Done, static _ => true);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Runs a program that nobody is attached to; its pid.</summary>
    public Task<int> ExecAsync(ExecProcess message, CancellationToken cancellationToken) =>
        AskAsync(FrameKind.Exec, message, FrameKind.Started, static body => ProcessStarted.Read(body).Pid, cancellationToken);

    public Task<ShimStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        AskAsync(FrameKind.GetStatus, null, FrameKind.Status, static body => ShimStatus.Read(body), cancellationToken);

    /// <summary>Kills what still runs, and ends the shim.</summary>
    public Task DeleteAsync(CancellationToken cancellationToken) => DoAsync(FrameKind.Delete, null, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _frames.DisposeAsync();
        _turn.Dispose();
    }

    private Task DoAsync(FrameKind kind, IMessage? message, CancellationToken cancellationToken) =>
        AskAsync(kind, message, FrameKind.Done, static _ => true, cancellationToken);

    private async Task<T> AskAsync<T>(
        FrameKind kind, IMessage? message, FrameKind expected, Replies.Reader<T> read, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Once asked, the answer is awaited: one left unread would be taken for the next question's.
            await _frames.WriteRequestAsync(kind, message);
            return await _frames.ReadReplyAsync(expected, read);
        }
        finally
        {
            _turn.Release();
        }
    }
}
