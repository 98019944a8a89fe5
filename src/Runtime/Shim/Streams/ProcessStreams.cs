using Gantry.Linux;
using Gantry.Linux.Pty;
using Gantry.Runtime.Events;
using Gantry.Runtime.Shim.Logs;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Logs;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Streams;

/// <summary>The streams of a process and whoever is attached to them: the log first, then every client; the slowest sets the pace.</summary>
internal sealed class ProcessStreams(EventLoop loop) : IOutputReceiver
{
    /// <summary>
    /// How long output is waited for once the process itself has ended, in milliseconds: a process that it left behind may have the pipe open for
    /// as long as it lives. Docker waits as long.
    /// </summary>
    private const long DrainMilliseconds = 2000;

    private readonly List<StreamRole> _clients = [];
    private OutputSource? _stdout;
    private OutputSource? _stderr;
    private FileDescriptor? _terminal;
    private ProcessExit? _exit;
    private bool _endsWithFirstClient;
    private bool _hasFirstClientEnded;
    private bool _isSettled;
    private bool _isOverdue;

    public InputSink Input { get; } = new(loop);

    public ContainerLog? Log { get; set; }

    /// <summary>Called once, when the process has ended and its output has been taken, or has not for <see cref="DrainMilliseconds"/>.</summary>
    public Action? Settled { get; set; }

    /// <summary>Called once, when the process has ended and all that clients will be sent has been given to their connections.</summary>
    public Action? Ended { get; set; }

    public bool IsEnded { get; private set; }

    public void Attach(StreamRole client)
    {
        _clients.Add(client);
        if (IsEnded)
        {
            client.Connection.Send(FrameKind.StreamEnd, _exit);
        }
    }

    public void Detach(StreamRole client)
    {
        _clients.Remove(client);
        ClientDrained();
    }

    /// <summary>Begins to carry a process's streams.</summary>
    /// <param name="channels">Our ends; owned from now on.</param>
    /// <param name="endsWithFirstClient">Whether the input ends with that of the first client.</param>
    public void Open(Channels channels, bool endsWithFirstClient)
    {
        _endsWithFirstClient = endsWithFirstClient;
        _terminal = channels.Terminal;
        Input.Open(channels.Input);
        if (_hasFirstClientEnded)
        {
            ClientInputEnded();
        }

        if (channels.Output is { } output)
        {
            _stdout = new OutputSource(loop, output, FrameKind.Stdout, channels.Terminal is not null, this);
        }

        if (channels.Error is { } error)
        {
            _stderr = new OutputSource(loop, error, FrameKind.Stderr, isTerminal: false, this);
        }
    }

    /// <summary>A client has no more input. A terminal's never ends: its user types an end-of-file.</summary>
    public void ClientInputEnded()
    {
        _hasFirstClientEnded = true;
        if (_endsWithFirstClient && _terminal is null)
        {
            Input.Close();
        }
    }

    /// <summary>Sets the terminal's size.</summary>
    /// <exception cref="InvalidOperationException">There is no terminal.</exception>
    public void Resize(WindowSize size) =>
        TerminalDevice.Resize(_terminal is { IsClosed: false } terminal ? terminal : throw new InvalidOperationException("the process has no terminal"), size);

    /// <summary>The process has ended: its output follows, and then its end, to every client.</summary>
    public void ProcessEnded(ProcessExit exit)
    {
        _exit = exit;
        Input.Close();
        _stdout?.ProcessGone();
        _stderr?.ProcessGone();
        loop.After(DrainMilliseconds, DrainDue);
        EndIfDrained();
    }

    /// <summary>Waits no longer for output or clients.</summary>
    public void Cut() => Settle();

    public void ClientDrained()
    {
        if (!IsHeldUp)
        {
            _stdout?.Resume();
            _stderr?.Resume();
            FinishIfOverdue();
        }
    }

    void IOutputReceiver.Receive(FrameKind kind, ReadOnlySpan<byte> frame)
    {
        Log?.Write(StreamOf(kind), frame[FrameHeader.Size..]);
        for (var i = _clients.Count - 1; i >= 0; i--)
        {
            if (_clients[i].Wants(kind))
            {
                _clients[i].Connection.SendFrame(frame);
            }
        }

        if (IsHeldUp)
        {
            _stdout?.Pause();
            _stderr?.Pause();
            _clients.ForEach(client => client.HoldsUp());
        }
    }

    void IOutputReceiver.Ended(FrameKind kind)
    {
        Log?.Finish(StreamOf(kind));
        EndIfDrained();
    }

    private bool IsHeldUp => _clients.Exists(client => client.Connection.IsFull);

    private static LogStream StreamOf(FrameKind kind) => kind == FrameKind.Stdout ? LogStream.Stdout : LogStream.Stderr;

    private void DrainDue()
    {
        _isOverdue = true;
        Settle();
        FinishIfOverdue();
    }

    // A slow client is no reason to lose what the process wrote in its life.
    private void FinishIfOverdue()
    {
        if (_isOverdue && !IsEnded && !IsHeldUp)
        {
            _stdout?.Finish();
            _stderr?.Finish();
        }
    }

    private void EndIfDrained()
    {
        if (_exit is null || IsEnded || _stdout is { IsEnded: false } || _stderr is { IsEnded: false })
        {
            return;
        }

        IsEnded = true;
        _terminal?.Dispose();
        foreach (var client in _clients.ToArray())
        {
            client.Connection.Send(FrameKind.StreamEnd, _exit);
        }

        Settle();
        Ended?.Invoke();
    }

    private void Settle()
    {
        if (!_isSettled)
        {
            _isSettled = true;
            Settled?.Invoke();
        }
    }
}
