using System.Net.Sockets;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Containers.Lifecycle.Shims;

/// <summary>Listens for the ends of a container's processes, for as long as its shim lives.</summary>
internal sealed class ExitWatch : IAsyncDisposable
{
    private readonly FrameStream _frames;
    private readonly CancellationTokenSource _stop = new();

    private ExitWatch(FrameStream frames) => _frames = frames;

    /// <summary>Ends when nothing more will be told.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Subscribes at a shim. Ends that happened before are told too.</summary>
    /// <param name="socket">The shim's.</param>
    /// <param name="onExit">Called for each end, in order.</param>
    /// <param name="onLost">Called once, when the shim has gone.</param>
    /// <param name="cancellationToken">Ends the wait for the shim's answer.</param>
    /// <exception cref="SocketException">Nobody listens.</exception>
    public static async Task<ExitWatch> StartAsync(
        string socket, Func<ProcessExit, Task> onExit, Func<Task> onLost, CancellationToken cancellationToken)
    {
        var watch = new ExitWatch(await FrameStream.ConnectAsync(socket, cancellationToken));
        try
        {
            await watch._frames.WriteRequestAsync(FrameKind.Subscribe, null);
            await watch._frames.ReadReplyAsync(FrameKind.Done, static _ => true);
        }
        catch
        {
            await watch.DisposeAsync();
            throw;
        }

        watch.Completion = watch.ListenAsync(onExit, onLost);
        return watch;
    }

    /// <summary>Stops listening; nothing is called afterwards but what is already under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _frames.DisposeAsync();
        _stop.Dispose();
    }

    private async Task ListenAsync(Func<ProcessExit, Task> onExit, Func<Task> onLost)
    {
        var stopped = _stop.Token;
        try
        {
            while (await _frames.ReadAsync(stopped) is { } frame)
            {
                if (frame.Kind == FrameKind.Exited)
                {
                    await onExit(ProcessExit.Read(frame.Span));
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidDataException or OperationCanceledException or ObjectDisposedException)
        {
            // However the connection ended: the shim cannot be heard any more.
        }

        if (!stopped.IsCancellationRequested)
        {
            await onLost();
        }
    }
}
