namespace Gantry.Containers.Archives;

/// <summary>Reads the sparse map of PAX form 1.0: decimal lines at the beginning of the content, padded to a block.</summary>
/// <param name="input">Positioned at the content's beginning.</param>
/// <param name="available">Bytes of the content, map included.</param>
internal sealed class SparseMapInContent(TarInput input, long available)
{
    private const int DigitLimit = 18;

    private readonly byte[] _block = new byte[TarHeader.BlockBytes];
    private int _next = TarHeader.BlockBytes;

    /// <summary>Bytes of the content that were the map.</summary>
    internal long BytesTaken { get; private set; }

    internal async ValueTask<SparseMap> ReadAsync(CancellationToken cancellationToken)
    {
        var map = new SparseMap();
        for (var left = await NumberAsync(cancellationToken); left > 0; left--)
        {
            map.Add(await NumberAsync(cancellationToken), await NumberAsync(cancellationToken));
        }

        return map;
    }

    private async ValueTask<long> NumberAsync(CancellationToken cancellationToken)
    {
        var number = 0L;
        for (var digits = 0; digits <= DigitLimit; digits++)
        {
            var character = await NextAsync(cancellationToken);
            if (character == '\n' && digits > 0)
            {
                return number;
            }

            if (!char.IsAsciiDigit(character))
            {
                break;
            }

            number = (number * 10) + (character - '0');
        }

        throw SparseMap.Malformed();
    }

    private async ValueTask<char> NextAsync(CancellationToken cancellationToken)
    {
        if (_next == _block.Length)
        {
            if (BytesTaken + _block.Length > available || await input.TryTakeAsync(_block.Length, cancellationToken) is not { } block)
            {
                throw SparseMap.Malformed();
            }

            block.CopyTo(_block);
            BytesTaken += _block.Length;
            _next = 0;
        }

        return (char)_block[_next++];
    }
}
