namespace Gantry.Containers.Archives;

/// <summary>Reads an uncompressed tar archive as a stream: v7, ustar, PAX and GNU, with long names, sparse files and attributes.</summary>
/// <remarks>Global PAX headers are skipped, as Docker skips them.</remarks>
public sealed class TarReader(Stream source)
{
    /// <summary>Bytes of one long name or PAX header: sixteen attributes of the largest size the kernel takes.</summary>
    public const int ExtensionLimitBytes = 1024 * 1024;

    private readonly TarInput _input = new(source);
    private long _padding;
    private IReadOnlyList<SparseSegment> _segments = [];
    private int _segment;
    private long _segmentDone;

    /// <summary>The next entry, or null at the end. What was not read of the one before is skipped.</summary>
    /// <exception cref="InvalidException">The archive is damaged or cut short.</exception>
    /// <exception cref="UnsupportedException">An entry is of a kind that has no file.</exception>
    public async ValueTask<TarEntry?> ReadNextAsync(CancellationToken cancellationToken)
    {
        await SkipContentAsync(cancellationToken);
        var extensions = new TarExtensions();
        while (await _input.TryTakeAsync(TarHeader.BlockBytes, cancellationToken) is { } block && !TarHeader.IsZero(block.Span))
        {
            if (!IsExtension(block.Span, out var flag, out var size))
            {
                return await OpenEntryAsync(block, extensions, cancellationToken);
            }

            extensions.Add(flag, await ReadExtensionAsync(size, cancellationToken));
        }

        return null;
    }

    /// <summary>The next piece of the present entry's content.</summary>
    public async ValueTask<TarContent> ReadContentAsync(CancellationToken cancellationToken)
    {
        while (_segment < _segments.Count)
        {
            var segment = _segments[_segment];
            if (_segmentDone == segment.Length)
            {
                _segment++;
                _segmentDone = 0;
                continue;
            }

            var bytes = await _input.TakeSomeAsync(segment.Length - _segmentDone, cancellationToken);
            var offset = segment.Offset + _segmentDone;
            _segmentDone += bytes.Length;
            return new(offset, bytes);
        }

        return default;
    }

    /// <summary>Reads on to the end of the stream, past what follows the archive's own end.</summary>
    public ValueTask DrainAsync(CancellationToken cancellationToken) => _input.DrainAsync(cancellationToken);

    private static bool IsExtension(ReadOnlySpan<byte> block, out char flag, out long size)
    {
        var header = new TarHeader(block);
        (flag, size) = (header.TypeFlag, header.Size);
        return TarExtensions.IsExtension(flag);
    }

    private static long PaddingOf(long size) => -size & (TarHeader.BlockBytes - 1);

    private async ValueTask SkipContentAsync(CancellationToken cancellationToken)
    {
        while (!(await ReadContentAsync(cancellationToken)).Bytes.IsEmpty)
        {
        }

        await _input.SkipAsync(_padding, cancellationToken);
        (_segments, _padding) = ([], 0);
    }

    private async ValueTask<byte[]> ReadExtensionAsync(long size, CancellationToken cancellationToken)
    {
        if (size is < 0 or > ExtensionLimitBytes)
        {
            throw new InvalidException($"invalid tar header: an extended header is longer than {ExtensionLimitBytes} bytes");
        }

        var bytes = new byte[size];
        for (var done = 0; done < size;)
        {
            var some = await _input.TakeSomeAsync(size - done, cancellationToken);
            some.CopyTo(bytes.AsMemory(done));
            done += some.Length;
        }

        await _input.SkipAsync(PaddingOf(size), cancellationToken);
        return bytes;
    }

    private async ValueTask<TarEntry> OpenEntryAsync(
        ReadOnlyMemory<byte> block, TarExtensions extensions, CancellationToken cancellationToken)
    {
        var entry = extensions.Describe(new TarHeader(block.Span), out var packedSize);
        if (entry.Type == TarEntryType.RegularFile)
        {
            var (sparse, mapBytes) = await ReadSparseMapAsync(block, extensions, packedSize, cancellationToken);
            sparse?.Verify(entry.Size, packedSize - mapBytes);
            _segments = sparse is null ? [new(0, packedSize)] : sparse.Segments;
            _padding = PaddingOf(packedSize);
        }

        (_segment, _segmentDone) = (0, 0);
        return entry;
    }

    private async ValueTask<(SparseMap? Map, long BytesOfContent)> ReadSparseMapAsync(
        ReadOnlyMemory<byte> block, TarExtensions extensions, long packedSize, CancellationToken cancellationToken)
    {
        switch (extensions.SparseFormOf(new TarHeader(block.Span).TypeFlag))
        {
            case SparseForm.None:
                return (null, 0);
            case SparseForm.OldGnu:
                return (await OldGnuMapAsync(block, cancellationToken), 0);
            case SparseForm.InRecords:
                var map = new SparseMap();
                map.AddPax(extensions.Pax);
                return (map, 0);
            default:
                var content = new SparseMapInContent(_input, packedSize);
                var inContent = await content.ReadAsync(cancellationToken);
                return (inContent, content.BytesTaken);
        }
    }

    private async ValueTask<SparseMap> OldGnuMapAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        var map = new SparseMap();
        map.AddOldGnu(new TarHeader(block.Span).SparseSegments);
        var more = new TarHeader(block.Span).SparseMapContinues;
        while (more)
        {
            var next = await _input.TryTakeAsync(TarHeader.BlockBytes, cancellationToken) ?? throw SparseMap.Malformed();
            map.AddOldGnu(next.Span[..504]);
            more = next.Span[504] != 0;
        }

        return map;
    }
}
