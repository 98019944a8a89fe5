namespace Gantry.Docker.Http;

/// <summary>Finds where a chunked body ends, byte by byte of its framing, without copying its data.</summary>
/// <remarks>RFC 9112 section 7.1. What is wrong with the framing is found by the server; here it only must not be taken for an end.</remarks>
internal sealed class ChunkScanner
{
    private const long MaxChunk = long.MaxValue >> 5;

    private State _state = State.Size;
    private long _size;
    private bool _lineIsEmpty = true;

    private enum State
    {
        /// <summary>In the hexadecimal digits of a chunk's size.</summary>
        Size,

        /// <summary>After the digits, up to the end of the line.</summary>
        Extension,

        Data,

        /// <summary>The line end that follows the data.</summary>
        DataEnd,

        /// <summary>After the last chunk, up to an empty line.</summary>
        Trailer,

        End,
        Broken,
    }

    public bool IsEnd => _state == State.End;

    /// <summary>The framing cannot be understood: nothing is known about what follows.</summary>
    public bool IsBroken => _state == State.Broken;

    /// <summary>Goes over the next bytes of the body.</summary>
    /// <returns>How many of them belong to it: all, but at its end.</returns>
    public int Scan(ReadOnlySpan<byte> bytes)
    {
        var position = 0;
        while (position < bytes.Length && _state is not (State.End or State.Broken))
        {
            if (_state == State.Data)
            {
                var taken = (int)Math.Min(_size, bytes.Length - position);
                _size -= taken;
                position += taken;
                _state = _size == 0 ? State.DataEnd : State.Data;
                continue;
            }

            _state = Next(bytes[position]);
            position++;
        }

        return position;
    }

    private State Next(byte value) => _state switch
    {
        State.Size when char.IsAsciiHexDigit((char)value) => AddDigit(value),
        State.Size when value == (byte)'\n' => EndOfSizeLine(),
        State.Size => State.Extension,
        State.Extension => value == (byte)'\n' ? EndOfSizeLine() : State.Extension,
        State.DataEnd => value switch
        {
            (byte)'\r' => State.DataEnd,
            (byte)'\n' => State.Size,
            _ => State.Broken,
        },
        State.Trailer => NextOfTrailer(value),
        _ => _state,
    };

    private State AddDigit(byte value)
    {
        _size = (_size << 4) + Convert.FromHexString([(byte)'0', value])[0];
        return _size > MaxChunk ? State.Broken : State.Size;
    }

    private State EndOfSizeLine()
    {
        _lineIsEmpty = true;
        return _size == 0 ? State.Trailer : State.Data;
    }

    private State NextOfTrailer(byte value)
    {
        switch (value)
        {
            case (byte)'\n' when _lineIsEmpty:
                return State.End;
            case (byte)'\n':
                _lineIsEmpty = true;
                break;
            case not (byte)'\r':
                _lineIsEmpty = false;
                break;
        }

        return State.Trailer;
    }
}
