namespace Gantry.ShimProtocol.Tests;

public sealed class FrameHeaderTests
{
    [Fact]
    public void A_header_reads_back()
    {
        Span<byte> bytes = stackalloc byte[FrameHeader.Size];
        new FrameHeader(FrameKind.Stdout, 0x10203).Write(bytes);
        Assert.Equal([3, 2, 1, 0, (byte)FrameKind.Stdout], bytes.ToArray());
        Assert.Equal(new FrameHeader(FrameKind.Stdout, 0x10203), FrameHeader.Read(bytes));
    }

    [Theory]
    [InlineData(FrameHeader.MaxBodyLength, true)]
    [InlineData(FrameHeader.MaxBodyLength + 1, false)]
    [InlineData(-1, false)]
    public void A_length_over_the_limit_is_refused(int length, bool isTaken)
    {
        var bytes = new byte[FrameHeader.Size];
        BitConverter.TryWriteBytes(bytes, length);
        if (isTaken)
        {
            Assert.Equal(length, FrameHeader.Read(bytes).BodyLength);
        }
        else
        {
            Assert.Throws<InvalidDataException>(() => FrameHeader.Read(bytes));
        }
    }
}
