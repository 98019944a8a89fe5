using Gantry.Containers.Networks.Dns.Messages;

namespace Gantry.Containers.Tests.Networks.Dns;

public sealed class DnsNameTests
{
    [Fact]
    public void A_name_is_read_with_its_pointers()
    {
        byte[] message = [.. Message.Name("example.org"), 3, .. "www"u8, 0xC0, 0, 0xFF];
        var offset = 13;
        Assert.Equal("www.example.org", DnsName.Read(message, ref offset).ToString());
        Assert.Equal(message.Length - 1, offset);
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0 })] // at itself
    [InlineData(new byte[] { 0xC0, 2, 0xC0, 0 })] // forward
    [InlineData(new byte[] { 1, 97, 0xC0, 0 })] // around
    [InlineData(new byte[] { 0xC0 })] // half a pointer
    [InlineData(new byte[] { 5, 97 })] // five bytes announced
    [InlineData(new byte[] { 1, 97 })] // no end
    [InlineData(new byte[] { 64, 97, 0 })] // no kind of label
    [InlineData(new byte[] { })]
    public void What_is_no_name_is_refused(byte[] message) => Assert.Throws<InvalidDataException>(() =>
    {
        var offset = 0;
        DnsName.Read(message, ref offset);
    });

    [Fact]
    public void Pointers_that_go_back_and_forth_end()
    {
        // Each pair would be legal by itself: the second points behind the first.
        byte[] message = [1, 97, 0xC0, 4, 1, 98, 0xC0, 0];
        Assert.Throws<InvalidDataException>(() =>
        {
            var offset = 4;
            DnsName.Read(message, ref offset);
        });
    }

    [Fact]
    public void A_name_of_255_bytes_is_the_longest()
    {
        var label = (byte[])[62, .. Enumerable.Repeat((byte)'a', 62)];
        byte[] longest = [.. label, .. label, .. label, .. label, 1, (byte)'b', 0];
        Assert.Equal(DnsName.MaxLength, longest.Length);
        var offset = 0;
        Assert.Equal(longest, DnsName.Read(longest, ref offset).Wire.ToArray());

        byte[] longer = [.. label, .. label, .. label, .. label, 2, (byte)'b', (byte)'b', 0];
        Assert.Throws<InvalidDataException>(() =>
        {
            var start = 0;
            DnsName.Read(longer, ref start);
        });
    }

    [Fact]
    public void Case_does_not_count_and_is_kept()
    {
        var offset = 0;
        var name = DnsName.Read(Message.Name("Web.Example"), ref offset);
        var other = DnsName.TryParse("wEB.example.");
        Assert.Equal(name, other);
        Assert.Equal(name.GetHashCode(), other?.GetHashCode());
        Assert.Equal("Web.Example", name.ToString());
        Assert.NotEqual(name, DnsName.TryParse("wob.example"));
    }

    [Fact]
    public void Bytes_that_are_no_plain_characters_cannot_be_taken_for_dots()
    {
        var offset = 0;
        Assert.Equal(@"a\046b\255", DnsName.Read([4, (byte)'a', (byte)'.', (byte)'b', 255, 0], ref offset).ToString());
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData(".")]
    [InlineData("ä")]
    public void Odd_texts(string text) => Assert.Equal(text == ".", DnsName.TryParse(text) is not null);

    [Fact]
    public void Random_bytes_are_a_query_or_invalid_data()
    {
        var random = new Random(1);
        for (var i = 0; i < 50_000; i++)
        {
            var message = new byte[random.Next(13, 80)];
            random.NextBytes(message);
            message[12] = (byte)random.Next(0, 8);
            try
            {
                DnsQuery.Read(new DnsHeader(1, 0, 1, 0, 0, (ushort)random.Next(0, 3)), message);
            }
            catch (InvalidDataException)
            {
                // An answer too.
            }
        }
    }
}
