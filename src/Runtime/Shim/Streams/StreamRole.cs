using Gantry.Runtime.Events;
using Gantry.Runtime.Shim.Wire;
using Gantry.ShimProtocol;
using Gantry.ShimProtocol.Messages;

namespace Gantry.Runtime.Shim.Streams;

/// <summary>A connection that carries a process's streams.</summary>
/// <remarks>
/// A client may be slow, and sets the pace: the process waits, nothing is lost. One that takes nothing at all while it holds up the process and the other
/// clients is given up when its patience is over: its connection closes without the streams' end.
/// </remarks>
internal sealed class StreamRole : IConnectionRole
{
    private readonly ContainerShim _shim;
    private readonly ProcessStreams _streams;
    private readonly bool _stdin;
    private readonly bool _stdout;
    private readonly bool _stderr;
    private readonly long _patienceMilliseconds;
    private readonly Action _resume;
    private bool _isInputOver;
    private Deadline? _patience;

    /// <summary>Does not attach yet.</summary>
    /// <param name="shim">Whose.</param>
    /// <param name="streams">The process's.</param>
    /// <param name="connection">The client's.</param>
    /// <param name="wanted">What it carries, and how long it may hold others up.</param>
    public StreamRole(ContainerShim shim, ProcessStreams streams, Connection connection, AttachStreams wanted)
    {
        _shim = shim;
        _streams = streams;
        _stdin = wanted.Stdin;
        _stdout = wanted.Stdout;
        _stderr = wanted.Stderr;
        _patienceMilliseconds = wanted.PatienceMilliseconds;
        _resume = connection.Resume;
        Connection = connection;
    }

    public Connection Connection { get; }

    public bool Wants(FrameKind kind) => kind == FrameKind.Stdout ? _stdout : _stderr;

    /// <summary>The process waits for this client.</summary>
    public void HoldsUp()
    {
        if (_patienceMilliseconds > 0 && _patience is null && Connection is { IsFull: true, IsClosed: false })
        {
            var taken = Connection.TakenBytes;
            _patience = _shim.Loop.After(_patienceMilliseconds, () => PatienceIsOver(taken));
        }
    }

    public int Take(Connection connection, FrameKind kind, ReadOnlySpan<byte> body)
    {
        switch (kind)
        {
            case FrameKind.Stdin when _stdin && !_isInputOver:
                return TakeInput(connection, body);
            case FrameKind.Stdin:
                return body.Length;
            case FrameKind.StdinEnd:
                EndInput();
                return body.Length;
            default:
                throw new InvalidDataException($"a frame of kind {kind} among streams");
        }
    }

    public void OutputDrained(Connection connection)
    {
        _streams.ClientDrained();
        _shim.Ending.Check();
    }

    public void Closed(Connection connection)
    {
        _patience?.Cancel();
        EndInput();
        _streams.Detach(this);
        _shim.ConnectionClosed(connection);
    }

    private void PatienceIsOver(long takenBefore)
    {
        _patience = null;
        if (Connection.IsFull && Connection.TakenBytes == takenBefore)
        {
            Connection.Close();
        }
        else
        {
            HoldsUp();
        }
    }

    private int TakeInput(Connection connection, ReadOnlySpan<byte> body)
    {
        var taken = _streams.Input.Write(body, _resume);
        if (taken < body.Length)
        {
            connection.Pause();
        }

        return taken;
    }

    private void EndInput()
    {
        if (_stdin && !_isInputOver)
        {
            _isInputOver = true;
            _streams.ClientInputEnded();
        }
    }
}
