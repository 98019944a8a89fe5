using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Events;

namespace Gantry.Runtime.Shim.Streams;

/// <summary>A process's standard input, written to by any number of clients. Keeps nothing: who finds it full waits.</summary>
internal sealed class InputSink(EventLoop loop)
{
    private readonly List<Action> _waiting = [];
    private FileDescriptor? _descriptor;
    private Watch? _watch;
    private bool _isClosed;

    /// <summary>Writes what is taken now.</summary>
    /// <param name="bytes">The input.</param>
    /// <param name="resume">Called when there may be room for the rest.</param>
    /// <returns>How many bytes were taken: all of them once nobody reads any more.</returns>
    public int Write(ReadOnlySpan<byte> bytes, Action resume)
    {
        if (_isClosed)
        {
            return bytes.Length;
        }

        var count = 0;
        var errno = Errno.EAGAIN;
        if (_descriptor is not null && _waiting.Count == 0)
        {
            count = Kernel.TryWrite(_descriptor, bytes, out errno);
        }

        if (count < 0 && errno != Errno.EAGAIN)
        {
            // EPIPE: nobody reads the pipe, nor will. EIO: nobody has the terminal open at present.
            CloseIf(errno == Errno.EPIPE);
            return bytes.Length;
        }

        count = Math.Max(count, 0);
        if (count < bytes.Length)
        {
            _waiting.Add(resume);
            Await(EpollEvents.Writable | EpollEvents.EdgeTriggered);
        }

        return count;
    }

    /// <summary>Begins to take input. What clients have sent before has waited for this.</summary>
    /// <param name="descriptor">The writing end, which must not block; null where there is no input.</param>
    public void Open(FileDescriptor? descriptor)
    {
        if (descriptor is null || _isClosed)
        {
            descriptor?.Dispose();
            Close();
            return;
        }

        _descriptor = descriptor;
        _watch = loop.Watch(descriptor, EpollEvents.EdgeTriggered, Happened);
        WakeWaiting();
    }

    public void Close()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _watch?.Dispose();
            _descriptor?.Dispose();
            WakeWaiting();
        }
    }

    private void CloseIf(bool isOver)
    {
        if (isOver)
        {
            Close();
        }
    }

    private void Await(EpollEvents events)
    {
        if (_watch is not null)
        {
            _watch.Interest = events;
        }
    }

    private void Happened(EpollEvents events)
    {
        // A terminal's hang-up is reported unasked, hence the edge, and is not the end: it may be opened again.
        CloseIf((events & EpollEvents.Error) != EpollEvents.None);
        Await(EpollEvents.EdgeTriggered);
        WakeWaiting();
    }

    private void WakeWaiting()
    {
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        foreach (var resume in waiting)
        {
            resume();
        }
    }
}
