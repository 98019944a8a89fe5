using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Gantry.Containers.Archives;

/// <summary>A part of a sparse file that the archive holds; what lies between such parts are holes.</summary>
internal readonly record struct SparseSegment(long Offset, long Length);

/// <summary>Which parts of a sparse file follow in the archive.</summary>
/// <remarks>GNU tar manual "Storing Sparse Files": the old GNU form, and the PAX forms 0.0, 0.1 and 1.0.</remarks>
internal sealed class SparseMap
{
    /// <summary>More would be a file of a terabyte with a hole after every megabyte.</summary>
    internal const int SegmentLimit = 1_000_000;

    internal const int SegmentBytes = 24;

    private readonly List<SparseSegment> _segments = [];

    internal IReadOnlyList<SparseSegment> Segments => _segments;

    internal void Add(long offset, long length)
    {
        if (_segments.Count == SegmentLimit)
        {
            throw new InvalidException($"invalid tar header: a sparse file has more than {SegmentLimit} parts");
        }

        _segments.Add(new(offset, length));
    }

    /// <summary>Adds the parts of an old GNU header or continuation block, up to the first blank one.</summary>
    internal void AddOldGnu(ReadOnlySpan<byte> segments)
    {
        for (; segments.Length >= SegmentBytes && segments[0] != 0; segments = segments[SegmentBytes..])
        {
            Add(TarNumber.Read(segments[..12]), TarNumber.Read(segments.Slice(12, 12)));
        }
    }

    /// <summary>Adds the parts that PAX records of the forms 0.0 (repeated keys) and 0.1 (one list) tell.</summary>
    internal void AddPax(PaxRecords records)
    {
        long? offset = null;
        foreach (var (key, value) in records.All)
        {
            switch (key)
            {
                case "GNU.sparse.offset":
                    offset = Number(value);
                    break;
                case "GNU.sparse.numbytes":
                    Add(offset ?? throw Malformed(), Number(value));
                    offset = null;
                    break;
                case "GNU.sparse.map":
                    AddList(Encoding.ASCII.GetString(value));
                    break;
            }
        }
    }

    /// <summary>Checks that the parts follow one another within the file, and fill what the archive holds of it.</summary>
    internal void Verify(long realSize, long packedSize)
    {
        var (end, packed) = (0L, 0L);
        foreach (var segment in _segments)
        {
            if (segment.Offset < end || segment.Length < 0 || segment.Length > realSize - segment.Offset)
            {
                throw Malformed();
            }

            end = segment.Offset + segment.Length;
            packed += segment.Length;
        }

        if (packed != packedSize)
        {
            throw Malformed();
        }
    }

    internal static long Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long number, out var digits) && digits == text.Length && number >= 0 ? number : throw Malformed();

    internal static InvalidException Malformed() => new("invalid tar header: the map of a sparse file is malformed");

    private void AddList(string list)
    {
        if (list.Length == 0)
        {
            return;
        }

        long? offset = null;
        foreach (var part in list.Split(','))
        {
            var number = long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : throw Malformed();
            if (offset is { } start)
            {
                Add(start, number);
                offset = null;
            }
            else
            {
                offset = number;
            }
        }

        if (offset is not null)
        {
            throw Malformed();
        }
    }
}
