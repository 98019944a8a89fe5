using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Gantry.Containers.Lifecycle.Shims;
using Gantry.Docker.Http;

namespace Gantry.Docker.Streams;

/// <summary>A client joined to a process: carries input one way and output the other, until there is no more output, or no more client.</summary>
internal sealed class StreamSession(Hijacking connection, IDuplexPipe client, DetachKeys? detachKeys) : IDisposable
{
    private readonly CancellationTokenSource _over = new();

    /// <summary>Whether the client left by its keys.</summary>
    public bool IsDetached { get; private set; }

    /// <summary>The client is gone while the process may go on.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Carries until one side is done.</summary>
    /// <param name="opening">The process's streams, which may not be there yet; cancelled where they never will be.</param>
    /// <param name="output">Where output goes.</param>
    public async Task RunAsync(Task<ShimStream> opening, StdCopy output)
    {
        // Read from the beginning, so that a client that leaves before the process has started is seen to leave.
        var input = PumpInputAsync(opening);
        try
        {
            await using var stream = await opening.WaitAsync(_over.Token);
            await PumpOutputAsync(stream, output);
        }
        catch (ShimException e)
        {
            // The head has been sent: the client reads that something is missing where it would have read it.
            output.Add(isError: true, Encoding.UTF8.GetBytes(e.Message + "\r\n"));
            await output.FlushAsync(CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // The client is gone, or the process was never started.
        }
        finally
        {
            await _over.CancelAsync();
            await input;
        }
    }

    public void Dispose() => _over.Dispose();

    private async Task PumpOutputAsync(ShimStream stream, StdCopy output)
    {
        while (await stream.ReadAsync(_over.Token) is { } piece)
        {
            output.Add(piece.IsError, piece.Bytes);
            if (!await output.FlushAsync(_over.Token))
            {
                IsAbandoned = true;
                return;
            }
        }
    }

    private async Task PumpInputAsync(Task<ShimStream> opening)
    {
        try
        {
            var ended = false;
            while (!ended)
            {
                var result = await client.Input.ReadAsync(_over.Token);
                ended = await LeavesByKeysAsync(opening, result.Buffer) || result.IsCompleted;
                client.Input.AdvanceTo(result.Buffer.End);
            }

            if (IsDetached || connection.ClientHasGone)
            {
                IsAbandoned = true;
                await _over.CancelAsync();
                return;
            }

            await (await opening.WaitAsync(_over.Token)).EndInputAsync(_over.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The process has ended, or the connection: neither side has a use for more input.
        }
    }

    // Hands on what was typed. True when that were the keys to leave by.
    private async Task<bool> LeavesByKeysAsync(Task<ShimStream> opening, ReadOnlySequence<byte> typed)
    {
        if (typed.IsEmpty)
        {
            return false;
        }

        var stream = await opening.WaitAsync(_over.Token);
        if (detachKeys is null)
        {
            foreach (var segment in typed)
            {
                await stream.WriteAsync(segment, _over.Token);
            }

            return false;
        }

        var passed = new List<byte>();
        foreach (var segment in typed)
        {
            IsDetached |= detachKeys.Filter(segment.Span, passed);
        }

        await stream.WriteAsync(passed.ToArray(), _over.Token);
        return IsDetached;
    }
}
