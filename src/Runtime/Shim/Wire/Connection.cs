using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Events;
using Gantry.ShimProtocol;

namespace Gantry.Runtime.Shim.Wire;

/// <summary>One client's connection: frames in both directions. A client that breaks the protocol loses its connection and nothing else.</summary>
internal sealed class Connection
{
    /// <summary>Bytes of output that may wait for a client before whoever makes it has to pause.</summary>
    public const int OutputLimit = 256 * 1024;

    private const int ReadAhead = 4096;

    private readonly EventLoop _loop;
    private readonly FileDescriptor _socket;
    private readonly ByteQueue _input = new();
    private readonly ByteQueue _output = new();
    private Watch? _watch;
    private int _takenOfBody;
    private bool _isPaused;
    private bool _isParsing;
    private bool _isWritingOver;

    public Connection(EventLoop loop, FileDescriptor socket, IConnectionRole role)
    {
        _loop = loop;
        _socket = socket;
        Role = role;
        _watch = loop.Watch(socket, EpollEvents.Readable, Happened);
    }

    public IConnectionRole Role { get; set; }

    public bool IsClosed { get; private set; }

    /// <summary>Bytes of output that wait for the client.</summary>
    public int PendingBytes => _output.Count;

    /// <summary>Bytes that the client's socket has taken, so far.</summary>
    public long TakenBytes { get; private set; }

    /// <summary>Whether so much output waits that no more should be made until <see cref="IConnectionRole.OutputDrained"/>.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Takes no more frames until <see cref="Resume"/>: the client waits, in the socket's buffer and then in its write.</summary>
    public void Pause() => _isPaused = true;

    public void Resume()
    {
        if (_isPaused && !IsClosed)
        {
            _isPaused = false;
            _watch ??= _loop.Watch(_socket, EpollEvents.Readable, Happened);
            Parse();
        }
    }

    public void Send(FrameKind kind, IMessage? message = null)
    {
        var writer = new MessageWriter();
        message?.Write(writer);
        var frame = new byte[FrameHeader.Size + writer.Written.Length];
        new FrameHeader(kind, writer.Written.Length).Write(frame);
        writer.Written.Span.CopyTo(frame.AsSpan(FrameHeader.Size));
        SendFrame(frame);
    }

    /// <summary>Sends a whole frame, header included; what the client does not take at once is kept.</summary>
    public void SendFrame(ReadOnlySpan<byte> frame)
    {
        if (IsClosed || _isWritingOver)
        {
            return;
        }

        if (_output.Count == 0)
        {
            frame = frame[Write(frame)..];
        }

        if (!_isWritingOver && !frame.IsEmpty)
        {
            _output.Add(frame);
            IsFull |= _output.Count >= OutputLimit;
            UpdateInterest();
        }
    }

    public void Close()
    {
        if (!IsClosed)
        {
            IsClosed = true;
            _watch?.Dispose();
            _socket.Dispose();
            _output.RemoveFirst(_output.Count);
            Role.Closed(this);
        }
    }

    private void Happened(EpollEvents events)
    {
        if ((events & EpollEvents.Writable) != EpollEvents.None)
        {
            Flush();
        }

        if ((events & (EpollEvents.HangUp | EpollEvents.Error)) != EpollEvents.None && _isPaused)
        {
            // What it has sent before it left is still taken when there is room. Until then nothing more can be learned here, only over and over.
            StopWriting();
            _watch?.Dispose();
            _watch = null;
        }
        else if ((events & ~EpollEvents.Writable) != EpollEvents.None && !IsClosed)
        {
            Receive();
        }
    }

    private void Receive()
    {
        var count = Kernel.TryRead(_socket, _input.Reserve(MissingBytes()), out var errno);
        if (count > 0)
        {
            _input.Commit(count);
            Parse();
        }
        else if (errno != Errno.EAGAIN)
        {
            Close();
        }
    }

    private int MissingBytes()
    {
        var whole = _input.Count < FrameHeader.Size ? 0 : FrameHeader.Size + FrameHeader.Read(_input.Content).BodyLength;
        return Math.Max(whole - _input.Count, ReadAhead);
    }

    private void Parse()
    {
        if (_isParsing)
        {
            return;
        }

        _isParsing = true;
        try
        {
            while (!_isPaused && !IsClosed && TakeFrame())
            {
            }
        }
        catch (InvalidDataException)
        {
            Close();
        }
        finally
        {
            _isParsing = false;
        }

        UpdateInterest();
    }

    private bool TakeFrame()
    {
        var content = _input.Content;
        if (content.Length < FrameHeader.Size)
        {
            return false;
        }

        var header = FrameHeader.Read(content);
        if (header.Kind >= FrameKind.Stdin && header.BodyLength > FrameHeader.MaxStreamLength)
        {
            throw new InvalidDataException($"a stream frame of {header.BodyLength} bytes");
        }

        if (content.Length < FrameHeader.Size + header.BodyLength)
        {
            return false;
        }

        _takenOfBody += Role.Take(this, header.Kind, content.Slice(FrameHeader.Size + _takenOfBody, header.BodyLength - _takenOfBody));
        if (_takenOfBody == header.BodyLength)
        {
            _takenOfBody = 0;
            _input.RemoveFirst(FrameHeader.Size + header.BodyLength);
        }

        return true;
    }

    private int Write(ReadOnlySpan<byte> bytes)
    {
        var count = Kernel.TryWrite(_socket, bytes, out var errno);
        if (count < 0 && errno != Errno.EAGAIN)
        {
            StopWriting();
        }

        count = Math.Max(count, 0);
        TakenBytes += count;
        return count;
    }

    private void Flush()
    {
        _output.RemoveFirst(Write(_output.Content));
        UpdateInterest();
        if (_output.Count == 0 || (IsFull && _output.Count < OutputLimit / 2))
        {
            IsFull = false;
            Role.OutputDrained(this);
        }
    }

    // The client reads no more. The end of what it has to say closes the connection.
    private void StopWriting()
    {
        _isWritingOver = true;
        IsFull = false;
        _output.RemoveFirst(_output.Count);
        _loop.Defer(() => Role.OutputDrained(this));
    }

    private void UpdateInterest()
    {
        if (_watch is not null && !IsClosed)
        {
            _watch.Interest = (_isPaused ? EpollEvents.None : EpollEvents.Readable) | (_output.Count > 0 ? EpollEvents.Writable : EpollEvents.None);
        }
    }
}
