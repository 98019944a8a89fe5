namespace Gantry.Containers.Archives;

/// <summary>A stream read in blocks through one buffer.</summary>
internal sealed class TarInput(Stream source)
{
    private readonly byte[] _buffer = new byte[128 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next <paramref name="count"/> bytes, valid until the next call; null at the end of the stream.</summary>
    /// <exception cref="InvalidException">The stream ends within them.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>?> TryTakeAsync(int count, CancellationToken cancellationToken)
    {
        if (_end - _start < count)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            while (_end < count)
            {
                var read = await source.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
                if (read == 0)
                {
                    return _end == 0 ? null : throw Truncated();
                }

                _end += read;
            }
        }

        _start += count;
        return _buffer.AsMemory(_start - count, count);
    }

    /// <summary>At least one and at most <paramref name="limit"/> of the next bytes, valid until the next call.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> TakeSomeAsync(long limit, CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            (_start, _end) = (0, await source.ReadAsync(_buffer, cancellationToken));
            if (_end == 0)
            {
                throw Truncated();
            }
        }

        var count = (int)Math.Min(limit, _end - _start);
        _start += count;
        return _buffer.AsMemory(_start - count, count);
    }

    internal async ValueTask SkipAsync(long count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            count -= (await TakeSomeAsync(count, cancellationToken)).Length;
        }
    }

    /// <summary>Reads what is left, so that whoever hashes the stream below has seen it all.</summary>
    internal async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        while (await source.ReadAsync(_buffer, cancellationToken) > 0)
        {
        }

        (_start, _end) = (0, 0);
    }

    private static InvalidException Truncated() => new("the archive is cut short: unexpected EOF");
}
