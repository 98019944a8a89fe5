using System.Text;
using Gantry.Docker.Http;

namespace Gantry.Docker.Tests.Http;

public sealed class ChunkScannerTests
{
    [Theory]
    [InlineData("0\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5;name=value\r\nhello\r\nA\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n")]
    [InlineData("2\r\n\r\n\r\n0\r\n\r\n")]
    public void A_body_ends_where_its_last_line_does_however_it_is_cut(string body)
    {
        var bytes = Encoding.ASCII.GetBytes(body + "NEXT");
        for (var piece = 1; piece <= bytes.Length; piece++)
        {
            Assert.Equal(body.Length, ScanInPieces(bytes, piece));
        }
    }

    [Theory]
    [InlineData("5\r\nhelloX")]
    [InlineData("FFFFFFFFFFFFFFFFFFFF\r\n")]
    public void Framing_that_makes_no_sense_is_told(string body)
    {
        var scanner = new ChunkScanner();

        scanner.Scan(Encoding.ASCII.GetBytes(body));

        Assert.True(scanner.IsBroken);
        Assert.False(scanner.IsEnd);
    }

    private static int ScanInPieces(byte[] bytes, int piece)
    {
        var scanner = new ChunkScanner();
        var position = 0;
        while (!scanner.IsEnd)
        {
            position += scanner.Scan(bytes.AsSpan(position, Math.Min(piece, bytes.Length - position)));
        }

        return position;
    }
}
