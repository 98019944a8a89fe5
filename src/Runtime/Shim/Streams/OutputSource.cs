using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Events;
using Gantry.ShimProtocol;

namespace Gantry.Runtime.Shim.Streams;

/// <summary>One output of a process: read as it comes, as frames.</summary>
internal sealed class OutputSource
{
    // Shared by all sources, for it never holds anything between two events. The header's room is in front, so that a frame is one write.
    private static readonly byte[] Buffer = GC.AllocateUninitializedArray<byte>(FrameHeader.Size + (32 * 1024), pinned: true);

    private readonly FileDescriptor _descriptor;
    private readonly FrameKind _kind;
    private readonly bool _isTerminal;
    private readonly IOutputReceiver _receiver;
    private readonly Watch _watch;
    // A pipe holds 64 KiB, and no more than one full pipe is owed to a process that has ended.
    private int _lastReads = 4;
    private bool _isPaused;
    private bool _isProcessGone;
    private EpollEvents _interest = EpollEvents.Readable;

    /// <summary>Begins to read.</summary>
    /// <param name="loop">Where.</param>
    /// <param name="descriptor">The reading end, or the terminal's master; must not block. Owned from now on.</param>
    /// <param name="kind">Stdout or Stderr.</param>
    /// <param name="isTerminal">Whether nobody's having the other side open is a pause rather than the end.</param>
    /// <param name="receiver">Who gets the frames.</param>
    public OutputSource(EventLoop loop, FileDescriptor descriptor, FrameKind kind, bool isTerminal, IOutputReceiver receiver)
    {
        _descriptor = descriptor;
        _kind = kind;
        _isTerminal = isTerminal;
        _receiver = receiver;
        _watch = loop.Watch(descriptor, _interest, _ => Read());
    }

    public bool IsEnded { get; private set; }

    public void Pause()
    {
        _isPaused = true;

        // A hang-up is reported unasked: without the edge, over and over.
        _watch.Interest = EpollEvents.EdgeTriggered;
    }

    public void Resume()
    {
        _isPaused = false;
        if (!IsEnded)
        {
            _watch.Interest = _interest;
        }
    }

    /// <summary>The process has ended: a terminal that nobody has open will not be opened again.</summary>
    public void ProcessGone()
    {
        _isProcessGone = true;
        if (!IsEnded && !_isPaused)
        {
            Read();
        }
    }

    /// <summary>Reads what is there now, and ends whoever may still have the other side open.</summary>
    public void Finish()
    {
        while (_lastReads > 0 && !IsEnded && Read())
        {
            _lastReads--;
        }

        // Else a client is full: this is called again.
        if (!_isPaused)
        {
            End();
        }
    }

    private bool Read()
    {
        if (_isPaused)
        {
            return false;
        }

        var count = Kernel.TryRead(_descriptor, Buffer.AsSpan(FrameHeader.Size), out var errno);
        if (count > 0)
        {
            var frame = Buffer.AsSpan(0, FrameHeader.Size + count);
            new FrameHeader(_kind, count).Write(frame);
            _receiver.Receive(_kind, frame);
        }
        else if (count == 0 || errno != Errno.EAGAIN)
        {
            HungUp();
        }

        return count > 0;
    }

    // EIO on a terminal: nobody has it open now. An init system closes and opens its console again and again, so while the process lives only
    // news are listened for: the kernel reports the hang-up itself for ever.
    private void HungUp()
    {
        if (_isTerminal && !_isProcessGone)
        {
            _interest = EpollEvents.Readable | EpollEvents.EdgeTriggered;
            _watch.Interest = _interest;
        }
        else
        {
            End();
        }
    }

    private void End()
    {
        if (!IsEnded)
        {
            IsEnded = true;
            _watch.Dispose();
            _descriptor.Dispose();
            _receiver.Ended(_kind);
        }
    }
}
