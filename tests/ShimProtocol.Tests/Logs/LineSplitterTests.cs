using System.Text;
using Gantry.ShimProtocol.Logs;
using Gantry.ShimProtocol.Messages;

namespace Gantry.ShimProtocol.Tests.Logs;

public sealed class LineSplitterTests
{
    [Fact]
    public void Lines_are_cut_at_newlines_and_an_unfinished_one_is_held_back() =>
        Assert.Equal(["one", "", "two", "half~"], Split(LogFormat.JsonFile, "one\n\ntw", "o\nha", "lf"));

    [Fact]
    public void Only_cri_drops_a_carriage_return()
    {
        Assert.Equal(["a\r"], Split(LogFormat.JsonFile, "a\r\n"));
        Assert.Equal(["a"], Split(LogFormat.Cri, "a\r\n"));
    }

    [Theory]
    [InlineData(LogFormat.JsonFile, LineSplitter.MaxLength - 1, 1)]
    [InlineData(LogFormat.JsonFile, LineSplitter.MaxLength, 2)]
    [InlineData(LogFormat.Cri, LineSplitter.MaxLength, 1)]
    [InlineData(LogFormat.Cri, LineSplitter.MaxLength + 1, 2)]
    public void A_long_line_is_cut_where_docker_and_cri_cut_it(LogFormat format, int length, int entries) =>
        Assert.Equal(entries, Split(format, new string('x', length) + "\n").Count);

    [Theory]
    [InlineData(LogFormat.JsonFile)]
    [InlineData(LogFormat.Cri)]
    public void However_the_output_comes_nothing_is_lost_or_added(LogFormat format)
    {
        var random = new Random(3);
        for (var run = 0; run < 200; run++)
        {
            var pieces = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Piece(random)).ToArray();
            var joined = string.Concat(Split(format, pieces).Select(line => line.EndsWith('~') ? line[..^1] : line + "\n"));
            Assert.Equal(string.Concat(pieces), joined);
        }
    }

    private static string Piece(Random random)
    {
        var text = new string('x', random.Next(0, 20_000)).ToCharArray();
        for (var i = random.Next(3); i > 0 && text.Length > 0; i--)
        {
            text[random.Next(text.Length)] = '\n';
        }

        return new string(text);
    }

    // A part is marked by ~.
    private static List<string> Split(LogFormat format, params string[] pieces)
    {
        var splitter = new LineSplitter(format);
        var lines = new List<string>();
        foreach (var piece in pieces)
        {
            ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(piece);
            while (splitter.TryNext(ref rest, out var line, out var isPartial))
            {
                lines.Add(Encoding.UTF8.GetString(line) + (isPartial ? "~" : ""));
            }
        }

        if (splitter.TryFinish(out var last))
        {
            lines.Add(Encoding.UTF8.GetString(last) + "~");
        }

        return lines;
    }
}
