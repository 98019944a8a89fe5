using System.Text;
using Gantry.ShimProtocol.Logs;

namespace Gantry.ShimProtocol.Tests.Logs;

public sealed class LogFormatTests
{
    private const long Time = 1_714_979_289_123_456_000;

    [Fact]
    public void A_line_of_json_file_is_as_docker_writes_it() =>
        Assert.Equal(
            """{"log":"hi\n","stream":"stderr","time":"2024-05-06T07:08:09.123456Z"}""" + "\n",
            Json(Line("hi"u8, LogStream.Stderr)));

    [Fact]
    public void A_part_has_no_newline() =>
        Assert.Equal("""{"log":"hi","stream":"stdout","time":"2024-05-06T07:08:09.123456Z"}""" + "\n", Json(Line("hi"u8, isPartial: true)));

    [Theory]
    [InlineData("\"\\\r\t\u0001\u007f", """\"\\\r\u0009\u0001""" + "\u007f")]
    [InlineData("<a>&", "\\u003ca\\u003e\\u0026")]
    [InlineData("é世\U0001F600", "é世\U0001F600")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    public void Text_is_escaped_as_go_does(string text, string escaped) =>
        Assert.StartsWith($"{{\"log\":\"{escaped}\\n\"", Json(Line(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Bytes_that_are_no_utf8_become_replacement_characters_each_its_own() =>
        Assert.StartsWith("""{"log":"a\ufffd\ufffdb\ufffd\n""", Json(Line([(byte)'a', 0xFF, 0xC0, (byte)'b', 0xE4])));

    [Fact]
    public void The_longest_line_of_the_worst_bytes_fits_what_is_reserved()
    {
        var worst = Enumerable.Repeat((byte)1, LineSplitter.MaxLength).ToArray();
        Assert.InRange(Json(Line(worst)).Length, LineSplitter.MaxLength * 6, JsonFileFormat.MaxLength(worst.Length));
    }

    [Fact]
    public void A_line_of_cri_is_as_the_kubelet_reads_it()
    {
        Assert.Equal("2024-05-06T07:08:09.123456Z stdout F \"hi\"\n", Cri(Line("\"hi\""u8)));
        Assert.Equal("2024-05-06T07:08:09.123456Z stderr P \n", Cri(Line(""u8, LogStream.Stderr, isPartial: true)));
    }

    [Fact]
    public void Both_formats_read_back_what_they_wrote()
    {
        foreach (var isPartial in (bool[])[false, true])
        {
            var written = Line("a \"b\" <c>"u8, LogStream.Stderr, isPartial);
            Assert.True(JsonFileFormat.TryRead(Encoding.UTF8.GetBytes(Json(written)), new byte[200], out var json));
            Assert.True(CriFormat.TryRead(Encoding.UTF8.GetBytes(Cri(written)), out var cri));
            Assert.Equal(Fields(written), Fields(json));
            Assert.Equal(Fields(written), Fields(cri));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"log\":\"cut off by a cra")]
    [InlineData("{\"stream\":\"stdout\"}")]
    [InlineData("2024-05-06T07:08:09Z stdout X text")]
    [InlineData("2024-13-06T07:08:09Z stdout F text")]
    public void What_is_no_entry_is_told_from_one(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.False(JsonFileFormat.TryRead(bytes, new byte[200], out _));
        Assert.False(CriFormat.TryRead(bytes, out _));
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1969-12-31T23:59:59.999999999Z", -1)]
    [InlineData("2024-02-29T23:59:60.5+01:00", 1_709_247_600_500_000_000)]
    public void Times_are_read_with_any_offset(string text, long time)
    {
        Assert.True(LogTime.TryRead(Encoding.ASCII.GetBytes(text), out var read));
        Assert.Equal(time, read);
    }

    private static LogLine Line(ReadOnlySpan<byte> text, LogStream stream = LogStream.Stdout, bool isPartial = false) =>
        new() { Text = text, Stream = stream, Time = Time, IsPartial = isPartial };

    private static (string Text, LogStream Stream, long Time, bool IsPartial) Fields(LogLine line) =>
        (Encoding.UTF8.GetString(line.Text), line.Stream, line.Time, line.IsPartial);

    private static string Json(LogLine line)
    {
        var target = new byte[JsonFileFormat.MaxLength(line.Text.Length)];
        return Encoding.UTF8.GetString(target, 0, JsonFileFormat.Write(target, line));
    }

    private static string Cri(LogLine line)
    {
        var target = new byte[CriFormat.MaxLength(line.Text.Length)];
        return Encoding.UTF8.GetString(target, 0, CriFormat.Write(target, line));
    }
}
