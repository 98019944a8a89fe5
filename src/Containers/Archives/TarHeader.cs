using Gantry.Linux;

namespace Gantry.Containers.Archives;

/// <summary>One header block, field by field.</summary>
/// <remarks>POSIX pax "ustar Interchange Format"; GNU tar's own fields overlay the prefix.</remarks>
internal readonly ref struct TarHeader
{
    internal const int BlockBytes = 512;

    private readonly ReadOnlySpan<byte> _block;

    /// <summary>Takes a block that <see cref="IsZero"/> has not called the end.</summary>
    /// <exception cref="InvalidException">The block's checksum is wrong: it is no header.</exception>
    internal TarHeader(ReadOnlySpan<byte> block)
    {
        _block = block[..BlockBytes];
        if (!ChecksumMatches())
        {
            throw new InvalidException("invalid tar header");
        }
    }

    internal char TypeFlag => (char)_block[156];
    internal uint Mode => (uint)TarNumber.Read(_block.Slice(100, 8)) & 0xFFF;
    internal long Uid => TarNumber.Read(_block.Slice(108, 8));
    internal long Gid => TarNumber.Read(_block.Slice(116, 8));
    internal long Size => TarNumber.Read(_block.Slice(124, 12));
    internal long Modified => TarNumber.Read(_block.Slice(136, 12));
    internal UnixPath LinkTarget => UnixPath.Of(Text(157, 100));
    internal long DeviceMajor => HasUstarFields ? TarNumber.Read(_block.Slice(329, 8)) : 0;
    internal long DeviceMinor => HasUstarFields ? TarNumber.Read(_block.Slice(337, 8)) : 0;

    /// <summary>GNU's sparse map: four segments of 24 bytes.</summary>
    internal ReadOnlySpan<byte> SparseSegments => _block.Slice(386, 4 * SparseMap.SegmentBytes);

    internal bool SparseMapContinues => _block[482] != 0;
    internal long SparseRealSize => TarNumber.Read(_block.Slice(483, 12));

    internal UnixPath Name
    {
        get
        {
            var name = Text(0, 100);
            var prefix = IsPosix ? Text(345, 155) : default;
            return prefix.IsEmpty ? UnixPath.Of(name) : UnixPath.Of([.. prefix, (byte)'/', .. name]);
        }
    }

    private bool IsPosix => _block.Slice(257, 6).SequenceEqual("ustar\0"u8);

    private bool HasUstarFields => _block.Slice(257, 5).SequenceEqual("ustar"u8);

    internal static bool IsZero(ReadOnlySpan<byte> block) => !block.ContainsAnyExcept((byte)0);

    /// <summary>Sums a block's bytes as if the checksum field were blank.</summary>
    internal static long Sum(ReadOnlySpan<byte> block)
    {
        var sum = 8L * ' ';
        foreach (var value in block[..148])
        {
            sum += value;
        }

        foreach (var value in block[156..BlockBytes])
        {
            sum += value;
        }

        return sum;
    }

    // Some old archivers summed signed bytes; readers take both.
    private bool ChecksumMatches()
    {
        var claimed = TarNumber.Read(_block.Slice(148, 8));
        var sum = Sum(_block);
        if (claimed == sum)
        {
            return true;
        }

        var high = 0;
        for (var i = 0; i < BlockBytes; i++)
        {
            high += i is < 148 or >= 156 && _block[i] >= 0x80 ? 1 : 0;
        }

        return claimed == sum - (256L * high);
    }

    private ReadOnlySpan<byte> Text(int offset, int length)
    {
        var field = _block.Slice(offset, length);
        var end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }
}
