using Gantry.Runtime.Shim.Wire;
using Gantry.ShimProtocol;

namespace Gantry.Runtime.Shim.Streams;

/// <summary>A connection that carries a process's streams.</summary>
internal sealed class StreamRole : IConnectionRole
{
    private readonly ContainerShim _shim;
    private readonly ProcessStreams _streams;
    private readonly bool _stdin;
    private readonly bool _stdout;
    private readonly bool _stderr;
    private readonly Action _resume;
    private bool _isInputOver;

    public StreamRole(ContainerShim shim, ProcessStreams streams, Connection connection, bool stdin, bool stdout, bool stderr)
    {
        _shim = shim;
        _streams = streams;
        _stdin = stdin;
        _stdout = stdout;
        _stderr = stderr;
        _resume = connection.Resume;
        Connection = connection;
    }

    public Connection Connection { get; }

    public bool Wants(FrameKind kind) => kind == FrameKind.Stdout ? _stdout : _stderr;

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
        EndInput();
        _streams.Detach(this);
        _shim.ConnectionClosed(connection);
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
