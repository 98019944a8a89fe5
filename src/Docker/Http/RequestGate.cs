using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;

namespace Gantry.Docker.Http;

/// <summary>
/// The server's view of a connection's input: one request after the other, and after one that may take the connection over nothing until it is decided.
/// </summary>
/// <remarks>
/// Kestrel answers an upgrade that has a body with 400, and treats whatever follows an upgrade's head as a request. So the headers that ask for it are renamed
/// here, in place, and the bytes behind such a request are kept for whoever takes the connection over.
/// </remarks>
internal sealed class RequestGate(PipeReader transport, Func<string, string, bool> mayTakeOver) : PipeReader
{
    /// <summary>Bytes of a head beyond which it is left to the server, whose own limit is lower.</summary>
    public const int MaxHeadLength = 64 * 1024;

    private readonly Lock _lock = new();
    private Phase _phase = Phase.Head;
    private ChunkScanner? _chunks;
    private long _bodyLeft;
    private bool _held;
    private RequestHead? _holder;
    private TaskCompletionSource? _release;

    // Bytes at the start of the transport's buffer that the server may see.
    private long _shown;
    private ReadOnlySequence<byte> _buffer;

    private enum Phase
    {
        Head,
        Body,

        /// <summary>Not understood: everything is shown, and nothing can take over any more.</summary>
        Opaque,
        TakenOver,
    }

    /// <summary>The request that holds the gate: it may take the connection over; null while there is none.</summary>
    public RequestHead? Holder
    {
        get
        {
            lock (_lock)
            {
                return _held ? _holder : null;
            }
        }
    }

    /// <summary>Whether the connection has left HTTP for good.</summary>
    public bool IsTakenOver
    {
        get
        {
            lock (_lock)
            {
                return _phase == Phase.TakenOver;
            }
        }
    }

    /// <summary>The holder's request is over, and the next one may come.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _held = false;
            _holder = null;
            _release?.TrySetResult();
            _release = null;
        }
    }

    /// <summary>Ends the server's view; from now on the transport's reader belongs to the caller.</summary>
    /// <exception cref="InvalidOperationException">No request holds the gate.</exception>
    public PipeReader TakeOver()
    {
        lock (_lock)
        {
            if (!_held || _phase == Phase.TakenOver)
            {
                throw new InvalidOperationException("no request that may take the connection over is under way");
            }

            _phase = Phase.TakenOver;
            return transport;
        }
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (await HeldAsync(cancellationToken))
            {
                return new ReadResult(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);
            }

            var result = await transport.ReadAsync(cancellationToken);
            if (Show(result) is { } shown)
            {
                return shown;
            }
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        result = default;
        if (Holder is not null && _shown == 0)
        {
            return false;
        }

        if (!transport.TryRead(out var read) || Show(read) is not { } shown)
        {
            return false;
        }

        result = shown;
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_phase == Phase.TakenOver)
        {
            return;
        }

        _shown -= _buffer.Slice(_buffer.Start, consumed).Length;
        _buffer = default;
        transport.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead()
    {
        lock (_lock)
        {
            _release?.TrySetResult();
            _release = null;
        }

        transport.CancelPendingRead();
    }

    public override void Complete(Exception? exception = null)
    {
        if (_phase != Phase.TakenOver)
        {
            transport.Complete(exception);
        }
    }

    // Waits while everything up to the end of the holder's request has been consumed. True once the connection has been taken over.
    private async ValueTask<bool> HeldAsync(CancellationToken cancellationToken)
    {
        Task? wait = null;
        lock (_lock)
        {
            if (_phase == Phase.TakenOver)
            {
                return true;
            }

            if (_held && _phase == Phase.Head && _shown == 0)
            {
                _release ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _release.Task;
            }
        }

        if (wait is not null)
        {
            await wait.WaitAsync(cancellationToken);
        }

        lock (_lock)
        {
            return _phase == Phase.TakenOver;
        }
    }

    private ReadResult? Show(ReadResult result)
    {
        _buffer = result.Buffer;
        while (Extend(_buffer))
        {
        }

        var shown = _phase == Phase.Opaque ? _buffer : _buffer.Slice(0, Math.Min(_shown, _buffer.Length));
        if (_phase == Phase.Opaque)
        {
            _shown = _buffer.Length;
        }

        if (!shown.IsEmpty || result.IsCanceled || result.IsCompleted)
        {
            // The end of the input is not shown before everything in front of it.
            return new ReadResult(shown, result.IsCanceled, result.IsCompleted && (shown.Length == _buffer.Length || shown.IsEmpty));
        }

        transport.AdvanceTo(_buffer.Start, _buffer.End);
        return null;
    }

    // Takes the next piece of framing that is whole. False when there is none yet, or none is to be shown.
    private bool Extend(in ReadOnlySequence<byte> buffer)
    {
        var unseen = buffer.Slice(Math.Min(_shown, buffer.Length));
        if (unseen.IsEmpty)
        {
            return false;
        }

        return _phase switch
        {
            // One request at a time: a pipelined one must not hold the gate while the one before it is still being answered.
            Phase.Head when !_held && _shown == 0 => ExtendByHead(unseen),
            Phase.Body => ExtendByBody(unseen),
            _ => false,
        };
    }

    private bool ExtendByHead(in ReadOnlySequence<byte> unseen)
    {
        var reader = new SequenceReader<byte>(unseen);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> head, "\r\n\r\n"u8))
        {
            if (unseen.Length > MaxHeadLength)
            {
                _phase = Phase.Opaque;
            }

            return false;
        }

        var length = head.Length + 4;
        var bytes = unseen.Slice(0, length);
        if (length > MaxHeadLength || RequestHead.TryParse(bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray()) is not { } parsed)
        {
            _phase = Phase.Opaque;
            return false;
        }

        if (mayTakeOver(parsed.Method, parsed.Path))
        {
            Rename(bytes, parsed.ConnectionOffset);
            Rename(bytes, parsed.UpgradeOffset);
            lock (_lock)
            {
                (_held, _holder) = (true, parsed);
            }
        }

        _shown += length;
        _chunks = parsed.Body.IsChunked ? new ChunkScanner() : null;
        _bodyLeft = parsed.Body.Bytes;
        _phase = _chunks is not null || _bodyLeft > 0 ? Phase.Body : Phase.Head;
        return true;
    }

    private bool ExtendByBody(in ReadOnlySequence<byte> unseen)
    {
        if (_chunks is null)
        {
            var taken = Math.Min(_bodyLeft, unseen.Length);
            _bodyLeft -= taken;
            _shown += taken;
            _phase = _bodyLeft == 0 ? Phase.Head : Phase.Body;
            return true;
        }

        foreach (var segment in unseen)
        {
            _shown += _chunks.Scan(segment.Span);
            if (_chunks.IsEnd || _chunks.IsBroken)
            {
                _phase = _chunks.IsEnd ? Phase.Head : Phase.Opaque;
                return true;
            }
        }

        return true;
    }

    // A header of another name is one that the server passes on without a thought. The buffer is the transport's own, and we are its only reader.
    private static void Rename(in ReadOnlySequence<byte> head, int offset)
    {
        if (offset >= 0)
        {
            MemoryMarshal.AsMemory(head.Slice(offset, 1).First).Span[0] = (byte)'-';
        }
    }
}
