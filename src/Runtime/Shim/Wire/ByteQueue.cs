namespace Gantry.Runtime.Shim.Wire;

/// <summary>Bytes that wait: added at the end, taken from the front. Gives back its memory when it is empty and had grown large.</summary>
internal sealed class ByteQueue
{
    private const int FirstCapacity = 4096;

    // The longest stream frame and a little: a busy stream makes no garbage.
    private const int KeptCapacity = 72 * 1024;

    private byte[] _bytes = [];
    private int _start;
    private int _end;

    public int Count => _end - _start;

    public ReadOnlySpan<byte> Content => _bytes.AsSpan(_start, Count);

    /// <summary>Makes room at the end; what is put there counts once it is <see cref="Commit"/>ted.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _end < count)
        {
            var needed = Count + count;
            var target = needed <= _bytes.Length ? _bytes : new byte[Math.Max(needed, Math.Max(FirstCapacity, _bytes.Length * 2))];
            Content.CopyTo(target);
            (_bytes, _end, _start) = (target, Count, 0);
        }

        return _bytes.AsSpan(_end);
    }

    public void Commit(int count) => _end += count;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Commit(bytes.Length);
    }

    public void RemoveFirst(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = _end = 0;
            _bytes = _bytes.Length > KeptCapacity ? [] : _bytes;
        }
    }
}
