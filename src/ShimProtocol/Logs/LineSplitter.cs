using Gantry.ShimProtocol.Messages;

namespace Gantry.ShimProtocol.Logs;

/// <summary>Cuts one output of a container into the lines of its log, as they come and without copying those that come whole.</summary>
/// <remarks>
/// Docker's json-file cuts a line as soon as 16 KiB have come without a newline; CRI only when there is more. CRI drops a carriage return before a newline.
/// </remarks>
public sealed class LineSplitter
{
    /// <summary>The longest text of an entry, in bytes.</summary>
    public const int MaxLength = 16 * 1024;

    private const int FirstCapacity = 256;

    private readonly bool _isCri;
    private readonly int _maxWhole;
    private byte[] _held = [];
    private int _heldCount;
    private bool _isHeldTaken;

    public LineSplitter(LogFormat format)
    {
        _isCri = format == LogFormat.Cri;
        _maxWhole = _isCri ? MaxLength : MaxLength - 1;
    }

    /// <summary>Takes the next line, or the next part of one that is too long, off the front of <paramref name="output"/>.</summary>
    /// <param name="output">What the container wrote; empty when this returns false, for an unfinished line is held back.</param>
    /// <param name="line">The text without its newline, valid until the next call.</param>
    /// <param name="isPartial">Whether the line goes on.</param>
    public bool TryNext(ref ReadOnlySpan<byte> output, out ReadOnlySpan<byte> line, out bool isPartial)
    {
        DropTaken();
        var newline = output[..Math.Min(output.Length, _maxWhole - _heldCount + 1)].IndexOf((byte)'\n');
        isPartial = newline < 0;
        if (!isPartial)
        {
            line = WithoutReturn(Take(ref output, newline));
            output = output[1..];
            return true;
        }

        if (_heldCount + output.Length > _maxWhole)
        {
            line = Take(ref output, MaxLength - _heldCount);
            return true;
        }

        Hold(output);
        output = line = default;
        return false;
    }

    /// <summary>Takes what is held back when the output has ended without a newline.</summary>
    public bool TryFinish(out ReadOnlySpan<byte> line)
    {
        DropTaken();
        line = _held.AsSpan(0, _heldCount);
        _isHeldTaken = true;
        return !line.IsEmpty;
    }

    private void DropTaken()
    {
        if (_isHeldTaken)
        {
            _heldCount = 0;
            _isHeldTaken = false;
        }
    }

    private ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> output, int count)
    {
        var taken = output[..count];
        output = output[count..];
        if (_heldCount == 0)
        {
            return taken;
        }

        Hold(taken);
        _isHeldTaken = true;
        return _held.AsSpan(0, _heldCount);
    }

    private void Hold(ReadOnlySpan<byte> text)
    {
        var count = _heldCount + text.Length;
        if (count > _held.Length)
        {
            Array.Resize(ref _held, Math.Clamp(count * 2, FirstCapacity, MaxLength));
        }

        text.CopyTo(_held.AsSpan(_heldCount));
        _heldCount = count;
    }

    private ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => _isCri && line is [.., (byte)'\r'] ? line[..^1] : line;
}
