using System.Text;
using System.Text.Json;

namespace Gantry.ShimProtocol.Logs;

/// <summary>Docker's json-file: <c>{"log":"text\n","stream":"stdout","time":"2024-05-06T07:08:09.123456789Z"}</c> a line.</summary>
/// <remarks>An entry whose text has no newline at its end is a part of a longer line. Bytes that are no UTF-8 become U+FFFD, each its own.</remarks>
public static class JsonFileFormat
{
    private const int Overhead = 128;
    private const int LongestEscape = 6;

    /// <summary>The most bytes that an entry with a text of <paramref name="textLength"/> bytes can take.</summary>
    public static int MaxLength(int textLength) => (textLength * LongestEscape) + Overhead;

    /// <summary>Writes an entry and returns how many bytes it took.</summary>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="line">The entry, its text without the newline.</param>
    public static int Write(Span<byte> target, LogLine line)
    {
        var rest = target;
        Append(ref rest, "{\"log\":\""u8);
        AppendEscaped(ref rest, line.Text);
        Append(ref rest, line.IsPartial ? ""u8 : "\\n"u8);
        Append(ref rest, line.Stream == LogStream.Stderr ? "\",\"stream\":\"stderr\",\"time\":\""u8 : "\",\"stream\":\"stdout\",\"time\":\""u8);
        rest = rest[LogTime.Write(rest, line.Time)..];
        Append(ref rest, "\"}\n"u8);
        return target.Length - rest.Length;
    }

    /// <summary>Reads one entry; false where the bytes are none, as after a crash or in a file of somebody else.</summary>
    /// <param name="entry">The entry, with or without its newline.</param>
    /// <param name="text">At least as long as <paramref name="entry"/>: where its text is put.</param>
    /// <param name="line">What it says.</param>
    public static bool TryRead(ReadOnlySpan<byte> entry, Span<byte> text, out LogLine line)
    {
        line = default;
        try
        {
            var reader = new Utf8JsonReader(entry);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && TryReadMembers(ref reader, text, out line);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryReadMembers(scoped ref Utf8JsonReader reader, Span<byte> text, out LogLine line)
    {
        line = default;
        var textLength = -1;
        var stream = LogStream.Stdout;
        long time = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isText = reader.ValueTextEquals("log"u8);
            var isStream = reader.ValueTextEquals("stream"u8);
            var isTime = reader.ValueTextEquals("time"u8);
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                // "attrs" is an object.
                reader.Skip();
            }
            else if (isText)
            {
                textLength = CopyText(ref reader, text);
            }
            else if (isStream)
            {
                stream = reader.ValueTextEquals("stderr"u8) ? LogStream.Stderr : LogStream.Stdout;
            }
            else if (isTime && !LogTime.TryRead(reader.ValueSpan, out time))
            {
                return false;
            }
        }

        if (textLength < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> whole = text[..textLength];
        var isPartial = whole is not [.., (byte)'\n'];
        line = new LogLine { Text = isPartial ? whole : whole[..^1], Stream = stream, Time = time, IsPartial = isPartial };
        return true;
    }

    private static int CopyText(ref Utf8JsonReader reader, Span<byte> text)
    {
        if (reader.ValueIsEscaped)
        {
            return reader.CopyString(text);
        }

        reader.ValueSpan.CopyTo(text);
        return reader.ValueSpan.Length;
    }

    private static void AppendEscaped(ref Span<byte> rest, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var plain = 0;
            while (plain < text.Length && IsPlain(text[plain]))
            {
                plain++;
            }

            Append(ref rest, text[..plain]);
            text = text[plain..];
            if (!text.IsEmpty)
            {
                text = text[AppendSpecial(ref rest, text)..];
            }
        }
    }

    // As Go's encoding/json does with HTML escaping on, which Docker's logs have always had.
    private static bool IsPlain(byte value) => value is >= 0x20 and < 0x80 and not ((byte)'"' or (byte)'\\' or (byte)'<' or (byte)'>' or (byte)'&');

    private static int AppendSpecial(ref Span<byte> rest, ReadOnlySpan<byte> text)
    {
        if (text[0] < 0x80)
        {
            AppendAscii(ref rest, text[0]);
            return 1;
        }

        if (Rune.DecodeFromUtf8(text, out var rune, out var length) != System.Buffers.OperationStatus.Done)
        {
            Append(ref rest, "\\ufffd"u8);
            return 1;
        }

        // Line and paragraph separators: JSON allows them, JavaScript did not.
        Append(ref rest, rune.Value switch { 0x2028 => "\\u2028"u8, 0x2029 => "\\u2029"u8, _ => text[..length] });
        return length;
    }

    private static void AppendAscii(ref Span<byte> rest, byte value)
    {
        switch (value)
        {
            case (byte)'"':
                Append(ref rest, "\\\""u8);
                break;
            case (byte)'\\':
                Append(ref rest, "\\\\"u8);
                break;
            case (byte)'\r':
                Append(ref rest, "\\r"u8);
                break;
            case (byte)'\n':
                Append(ref rest, "\\n"u8);
                break;
            default:
                Append(ref rest, "\\u00"u8);
                Append(ref rest, ["0123456789abcdef"u8[value >> 4], "0123456789abcdef"u8[value & 0xF]]);
                break;
        }
    }

    private static void Append(ref Span<byte> rest, scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }
}
