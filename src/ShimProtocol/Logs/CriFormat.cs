namespace Gantry.ShimProtocol.Logs;

/// <summary>The log that the kubelet reads: <c>2016-10-06T00:17:09.669794202Z stdout F text</c> a line, P in place of F for a part of a longer one.</summary>
/// <remarks>kubernetes/design-proposals-archive node/kubelet-cri-logging.md. The text is kept byte for byte.</remarks>
public static class CriFormat
{
    private const int Overhead = 64;

    /// <summary>The most bytes that an entry with a text of <paramref name="textLength"/> bytes can take.</summary>
    public static int MaxLength(int textLength) => textLength + Overhead;

    /// <summary>Writes an entry and returns how many bytes it took.</summary>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="line">The entry, its text without the newline.</param>
    public static int Write(Span<byte> target, LogLine line)
    {
        var length = LogTime.Write(target, line.Time);
        var head = (line.Stream, line.IsPartial) switch
        {
            (LogStream.Stderr, true) => " stderr P "u8,
            (LogStream.Stderr, false) => " stderr F "u8,
            (_, true) => " stdout P "u8,
            (_, false) => " stdout F "u8,
        };
        head.CopyTo(target[length..]);
        length += head.Length;
        line.Text.CopyTo(target[length..]);
        length += line.Text.Length;
        target[length] = (byte)'\n';
        return length + 1;
    }

    /// <summary>Reads one entry; false where the bytes are none.</summary>
    /// <param name="entry">The entry, with or without its newline.</param>
    /// <param name="line">What it says; its text is a part of <paramref name="entry"/>.</param>
    public static bool TryRead(ReadOnlySpan<byte> entry, out LogLine line)
    {
        line = default;
        var rest = entry is [.., (byte)'\n'] ? entry[..^1] : entry;
        if (!TryTakeWord(ref rest, out var timeText) || !LogTime.TryRead(timeText, out var time)
            || !TryTakeWord(ref rest, out var streamName) || !TryReadStream(streamName, out var stream)
            || !TryTakeWord(ref rest, out var tags))
        {
            return false;
        }

        // More tags may follow the first after a colon.
        var isPartial = tags is [(byte)'P'] or [(byte)'P', (byte)':', ..];
        line = new LogLine { Text = rest, Stream = stream, Time = time, IsPartial = isPartial };
        return isPartial || tags is [(byte)'F'] or [(byte)'F', (byte)':', ..];
    }

    private static bool TryTakeWord(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        var space = rest.IndexOf((byte)' ');
        word = space < 0 ? default : rest[..space];
        rest = rest[(space + 1)..];
        return space >= 0;
    }

    private static bool TryReadStream(ReadOnlySpan<byte> name, out LogStream stream)
    {
        stream = name.SequenceEqual("stderr"u8) ? LogStream.Stderr : LogStream.Stdout;
        return stream == LogStream.Stderr || name.SequenceEqual("stdout"u8);
    }
}
